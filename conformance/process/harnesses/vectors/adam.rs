// Runs Adam on test vectors: conformance vectors --rule adam --format tsv --out adam.tsv
// ./adam < adam.tsv > results.json; exit code 1 if a value is out of bounds.
// "conformance vectors verify adam.json results.json" names the defect.
use std::{collections::HashMap, io};

type Hyper = HashMap<String, Vec<f64>>;

// The kernel: call yours here. A row is an element: parameter, two moments, the largest second one.
fn step(rows: &mut [[f32; 4]], gradient: &[f64], t: i32, h: &Hyper) {
    let on = |name: &str| h[name][0] != 0.0;
    let (lr, eps, decay) = (h["lr"][0] as f32, h["eps"][0] as f32, h["weight_decay"][0] as f32);
    let (b1, b2) = (h["betas"][0], h["betas"][1]);
    let (c1, c2) = ((1.0 - b1.powi(t)) as f32, (1.0 - b2.powi(t)) as f32);
    for ([theta, m, v, v_max], given) in rows.iter_mut().zip(gradient) {
        let g = if on("maximize") { -*given as f32 } else { *given as f32 } + decay * *theta;
        *m = b1 as f32 * *m + (1.0 - b1) as f32 * g;
        *v = b2 as f32 * *v + (1.0 - b2) as f32 * g * g;
        *v_max = v_max.max(*v);
        let second = if on("amsgrad") { *v_max } else { *v };
        *theta -= lr * (*m / c1) / ((second / c2).sqrt() + eps);
    }
}

fn main() {
    let (mut rows, mut h, mut t) = (Vec::new(), Hyper::new(), 0);
    let (mut results, mut failed) = (Vec::<(String, Vec<String>)>::new(), 0);
    for line in io::stdin().lines() {
        let line = line.unwrap();
        let fields: Vec<&str> = line.split('\t').collect();
        let from = if fields[0] == "hyper" { 2 } else { 1 };
        let x: Vec<f64> = fields[from..].iter().map(|f| f.parse().unwrap_or(0.0)).collect();
        match fields[0] {
            "vector" => (results.push((fields[1].into(), vec![])), t = 0).1,
            "hyper" => drop(h.insert(fields[1].into(), x)),
            "start" => rows = x.iter().map(|v| [*v as f32, 0.0, 0.0, 0.0]).collect(),
            "gradient" => {
                t += 1;
                step(&mut rows, &x, t, &h);
                let values: Vec<String> = rows.iter().map(|r| format!("\"{}\"", r[0] as f64)).collect();
                results.last_mut().unwrap().1.push(format!("[{}]", values.join(", ")));
            }
            "lower" => failed += rows.iter().zip(&x).filter(|(r, x)| !(r[0] as f64 >= **x)).count(),
            "upper" => failed += rows.iter().zip(&x).filter(|(r, x)| !(r[0] as f64 <= **x)).count(),
            _ => (),
        }
    }
    let parts: Vec<String> = results.iter().map(|(id, s)| format!("\"{id}\": [{}]", s.join(", "))).collect();
    println!("{{\"results\": {{{}}}}}", parts.join(",\n"));
    eprintln!("{} vectors, {failed} values out of bounds", results.len());
    std::process::exit((failed > 0 || results.is_empty()) as i32);
}
