/* Runs Adam on test vectors: conformance vectors --rule adam --format tsv --out adam.tsv
   ./adam < adam.tsv > results.json; exit code 1 if a value is out of bounds.
   "conformance vectors verify adam.json results.json" names the defect. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 128 };
static double lr, betas[2], eps, weight_decay, amsgrad, maximize;
static float theta[MOST], m[MOST], v[MOST], v_max[MOST];

static void step(const double *gradient, int size, int t) { /* the kernel: call yours here */
    float b1 = betas[0], b2 = betas[1], c1 = 1 - pow(betas[0], t), c2 = 1 - pow(betas[1], t);
    for (int i = 0; i < size; i++) {
        float g = maximize ? -gradient[i] : gradient[i];
        g += (float)weight_decay * theta[i];
        m[i] = b1 * m[i] + (float)(1 - betas[0]) * g;
        v[i] = b2 * v[i] + (float)(1 - betas[1]) * g * g;
        v_max[i] = fmaxf(v_max[i], v[i]);
        theta[i] -= (float)lr * (m[i] / c1) / (sqrtf((amsgrad ? v_max[i] : v[i]) / c2) + (float)eps);
    }
}

int main(void) {
    static char line[1 << 16];
    int t = 0, vectors = 0, failed = 0;
    printf("{\"results\": {");
    while (fgets(line, sizeof line, stdin)) {
        double x[MOST] = {0};
        int size = 0;
        char *key = strtok(line, "\t\n"), *name = strtok(NULL, "\t\n");
        for (char *f = strcmp(key, "hyper") ? name : strtok(NULL, "\t\n"); f; f = strtok(NULL, "\t\n"))
            if (size < MOST) x[size++] = strtod(f, NULL);
        if (!strcmp(key, "vector")) printf("%s\n\"%s\": [", vectors++ ? "]," : "", name), t = 0;
        if (!strcmp(key, "hyper")) {
            if (!strcmp(name, "lr")) lr = x[0];
            if (!strcmp(name, "betas")) betas[0] = x[0], betas[1] = x[1];
            if (!strcmp(name, "eps")) eps = x[0];
            if (!strcmp(name, "weight_decay")) weight_decay = x[0];
            if (!strcmp(name, "amsgrad")) amsgrad = x[0];
            if (!strcmp(name, "maximize")) maximize = x[0];
        }
        if (!strcmp(key, "start"))
            for (int i = 0; i < size; i++) theta[i] = x[i], m[i] = v[i] = v_max[i] = 0;
        if (!strcmp(key, "gradient")) {
            step(x, size, ++t);
            printf(t > 1 ? ", [" : "[");
            for (int i = 0; i < size; i++) printf("%s\"%a\"", i ? ", " : "", theta[i]);
            printf("]");
        }
        for (int i = 0; i < size; i++) { /* also false where theta is NaN */
            if (!strcmp(key, "lower")) failed += !(theta[i] >= x[i]);
            if (!strcmp(key, "upper")) failed += !(theta[i] <= x[i]);
        }
    }
    printf("]}}\n");
    fprintf(stderr, "%d vectors, %d values out of bounds\n", vectors, failed);
    return failed || !vectors;
}
