/* Adam in C with the process protocol. Build: cc -O2 -o adam adam.c -lm */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the optimizer ---- */

typedef struct { double lr, beta1, beta2, eps; } Hyper;
typedef struct { size_t n; long t; double *theta, *m, *v; } Tensor;

static void adam_step(Tensor *p, const double *g, const Hyper *h) {
    p->t += 1;
    double c1 = 1 - pow(h->beta1, (double)p->t), c2 = 1 - pow(h->beta2, (double)p->t);
    for (size_t i = 0; i < p->n; i++) {
        p->m[i] = h->beta1 * p->m[i] + (1 - h->beta1) * g[i];
        p->v[i] = h->beta2 * p->v[i] + (1 - h->beta2) * g[i] * g[i];
        p->theta[i] -= h->lr * (p->m[i] / c1) / (sqrt(p->v[i] / c2) + h->eps);
    }
}

/* ---- the JSON that the protocol needs: find a key, skip a value ---- */

static const char *skip(const char *s) { while (*s == ' ' || *s == ',' || *s == ':') s++; return s; }

static const char *past(const char *s) {  /* the end of the value at s */
    s = skip(s);
    if (*s == '"') { for (s++; *s != '"'; s++) if (*s == '\\') s++; return s + 1; }
    if (*s == '[' || *s == '{') {
        int depth = 0;
        do {
            if (*s == '"') { s = past(s); continue; }
            if (*s == '[' || *s == '{') depth++;
            if (*s == ']' || *s == '}') depth--;
            s++;
        } while (depth);
        return s;
    }
    while (*s && !strchr(",]} ", *s)) s++;
    return s;
}

static const char *member(const char *object, const char *key) {  /* its value, or NULL */
    const char *s = skip(object) + 1;
    size_t length = strlen(key);
    while (*(s = skip(s)) == '"') {
        int found = strncmp(s + 1, key, length) == 0 && s[length + 1] == '"';
        s = skip(past(s));
        if (found) return s;
        s = past(s);
    }
    return NULL;
}

static double number(const char *s) { s = skip(s); return strtod(*s == '"' ? s + 1 : s, NULL); }
static int is(const char *s, const char *word) { return strncmp(s, word, strlen(word)) == 0; }

static size_t numbers(const char *list, double **out) {  /* every value of a flat list */
    size_t count = 0, room = 16;
    double *kept = malloc(room * sizeof *kept);
    for (const char *s = skip(list) + 1; *(s = skip(s)) != ']'; s = past(s)) {
        if (count == room) kept = realloc(kept, (room *= 2) * sizeof *kept);
        kept[count++] = number(s);
    }
    *out = kept;
    return count;
}

/* ---- one request ---- */

typedef struct { size_t count; Tensor *tensors; } Optimizer;

static void hear(Hyper *h, const char *told) {
    const char *s;
    if ((s = member(told, "lr"))) h->lr = number(s);
    if ((s = member(told, "beta1"))) h->beta1 = number(s);
    if ((s = member(told, "beta2"))) h->beta2 = number(s);
    if ((s = member(told, "eps"))) h->eps = number(s);
}

static void forget(Tensor *p) {
    p->t = 0;
    memset(p->m, 0, p->n * sizeof *p->m);
    memset(p->v, 0, p->n * sizeof *p->v);
}

static Optimizer fresh(const char *parameters) {
    Optimizer made = {0, NULL};
    for (const char *s = skip(parameters) + 1; *(s = skip(s)) != ']'; s = past(s)) {
        made.tensors = realloc(made.tensors, (made.count + 1) * sizeof *made.tensors);
        Tensor *p = &made.tensors[made.count++];
        p->n = numbers(member(s, "values"), &p->theta);
        p->m = malloc((p->n + 1) * sizeof *p->m);
        p->v = malloc((p->n + 1) * sizeof *p->v);
        forget(p);
    }
    return made;
}

static void discard(Optimizer *o) {
    for (size_t i = 0; i < o->count; i++) {
        free(o->tensors[i].theta); free(o->tensors[i].m); free(o->tensors[i].v);
    }
    free(o->tensors);
}

static void step(Optimizer *o, const char *gradients, const Hyper *h) {
    const char *s = skip(gradients) + 1;
    for (size_t i = 0; i < o->count; i++, s = past(s)) {
        s = skip(s);
        if (is(s, "null")) continue;
        double *g;
        numbers(member(s, "values"), &g);
        adam_step(&o->tensors[i], g, h);
        free(g);
    }
}

static void show(const Optimizer *o) {
    putchar('[');
    for (size_t i = 0; i < o->count; i++) {
        printf(i ? ", [" : "[");
        for (size_t k = 0; k < o->tensors[i].n; k++) printf(k ? ", \"%a\"" : "\"%a\"", o->tensors[i].theta[k]);
        putchar(']');
    }
    putchar(']');
}

static void run(const char *asked) {
    Hyper h = {1e-3, 0.9, 0.999, 1e-8};
    hear(&h, member(asked, "hyper"));
    Optimizer mine = fresh(member(asked, "parameters")), other = fresh(member(asked, "parameters"));
    printf("{\"id\": %.0f, \"frames\": [", number(member(asked, "id")));
    int first = 1;
    for (const char *s = skip(member(asked, "events")) + 1; *(s = skip(s)) != ']'; s = past(s)) {
        const char *type = member(s, "type") + 1, *times = member(s, "times");
        if (is(type, "step")) for (long k = times ? (long)number(times) : 1; k > 0; k--) step(&mine, member(s, "gradients"), &h);
        if (is(type, "other")) step(&other, member(s, "gradients"), &h);
        if (is(type, "set")) hear(&h, member(s, "hyper"));
        if (is(type, "restart")) for (size_t i = 0; i < mine.count; i++) forget(&mine.tensors[i]);
        if (!first) printf(", ");
        first = 0;
        show(&mine);
    }
    printf("]}\n");
    discard(&mine);
    discard(&other);
}

int main(void) {
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) {
        if (is(member(line, "ask") + 1, "hello"))
            printf("{\"protocol\": \"optimcore/process/1\", \"name\": \"a twenty-line Adam in C\", "
                   "\"hyper\": {\"lr\": \"%a\", \"beta1\": \"%a\", \"beta2\": \"%a\", \"eps\": \"%a\"}, "
                   "\"settable\": [\"lr\", \"beta1\", \"beta2\", \"eps\"], "
                   "\"lacks\": {\"float32\": \"it computes in double\"}}\n", 1e-3, 0.9, 0.999, 1e-8);
        else
            run(line);
        fflush(stdout);
    }
    free(line);
    return 0;
}
