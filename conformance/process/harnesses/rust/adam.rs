// Adam in Rust with the process protocol, without dependencies. Build: rustc -O adam.rs

use std::io::{self, BufRead, Write};
use std::iter::Peekable;
use std::str::Chars;

// ---- the optimizer ----

struct Hyper {
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
}

struct Tensor {
    t: f64,
    theta: Vec<f64>,
    m: Vec<f64>,
    v: Vec<f64>,
}

impl Tensor {
    fn new(theta: Vec<f64>) -> Self {
        let zeros = vec![0.0; theta.len()];
        Tensor { t: 0.0, theta, m: zeros.clone(), v: zeros }
    }

    fn step(&mut self, gradient: &[f64], h: &Hyper) {
        self.t += 1.0;
        let (c1, c2) = (1.0 - h.beta1.powf(self.t), 1.0 - h.beta2.powf(self.t));
        for (i, g) in gradient.iter().enumerate() {
            self.m[i] = h.beta1 * self.m[i] + (1.0 - h.beta1) * g;
            self.v[i] = h.beta2 * self.v[i] + (1.0 - h.beta2) * g * g;
            self.theta[i] -= h.lr * (self.m[i] / c1) / ((self.v[i] / c2).sqrt() + h.eps);
        }
    }
}

// ---- numbers: the standard library has no hexadecimal ones ----

fn read_number(text: &str) -> f64 {
    let (sign, size) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let Some(hex) = size.strip_prefix("0x") else {
        return sign * size.parse::<f64>().expect("a number");
    };
    let (digits, exponent) = hex.split_once('p').expect("an exponent");
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mantissa = u64::from_str_radix(&format!("{whole}{fraction}"), 16).expect("digits");
    let power = exponent.parse::<i32>().expect("an exponent") - 4 * fraction.len() as i32;
    // Two factors, because a single one may be 0 or infinite where the number is not.
    sign * mantissa as f64 * 2f64.powi(power / 2) * 2f64.powi(power - power / 2)
}

fn show_number(x: f64) -> String {
    let (bits, sign) = (x.to_bits(), if x.is_sign_negative() { "-" } else { "" });
    let (exponent, fraction) = ((bits >> 52 & 0x7ff) as i32, bits & ((1 << 52) - 1));
    match (exponent, fraction) {
        (0x7ff, 0) => format!("{sign}inf"),
        (0x7ff, _) => "nan".into(),
        (0, _) => format!("{sign}0x0.{fraction:013x}p-1022"),
        _ => format!("{sign}0x1.{fraction:013x}p{:+}", exponent - 1023),
    }
}

// ---- the JSON that the protocol needs ----

fn skip_space(text: &mut Peekable<Chars>) {
    while text.next_if(|c| " ,:".contains(*c)).is_some() {}
}

enum Json {
    Word(String), // a number, or true, false or null
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    fn read(text: &mut Peekable<Chars>) -> Json {
        skip_space(text);
        match *text.peek().expect("a value") {
            '"' => Json::Text(Json::read_string(text)),
            '[' => Json::List(Json::read_items(text, ']', Json::read)),
            '{' => Json::Object(Json::read_items(text, '}', |t| (Json::read_string(t), Json::read(t)))),
            _ => {
                let mut word = String::new();
                while let Some(c) = text.next_if(|c| !", ]}".contains(*c)) {
                    word.push(c);
                }
                Json::Word(word)
            }
        }
    }

    fn read_items<T>(text: &mut Peekable<Chars>, end: char, read: fn(&mut Peekable<Chars>) -> T) -> Vec<T> {
        let mut items = Vec::new();
        text.next();
        loop {
            skip_space(text);
            if text.next_if_eq(&end).is_some() {
                return items;
            }
            items.push(read(text));
        }
    }

    fn read_string(text: &mut Peekable<Chars>) -> String {
        let mut found = String::new();
        text.next();
        loop {
            match text.next().expect("the end of a string") {
                '"' => return found,
                // Names and numbers have no escapes; what one means does not matter elsewhere.
                '\\' => found.extend(text.next()),
                c => found.push(c),
            }
        }
    }

    fn member(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members.iter().find(|(n, _)| n == name).map(|(_, value)| value),
            _ => None,
        }
    }

    fn items(&self) -> &[Json] {
        match self {
            Json::List(items) => items,
            _ => &[],
        }
    }

    fn text(&self) -> &str {
        match self {
            Json::Text(text) | Json::Word(text) => text,
            _ => "",
        }
    }

    /// The values of an array; None for null.
    fn values(&self) -> Option<Vec<f64>> {
        let values = self.member("values")?.items();
        Some(values.iter().map(|x| read_number(x.text())).collect())
    }
}

// ---- one request ----

fn set(h: &mut Hyper, given: Option<&Json>) {
    let of = |name: &str, now: f64| match given.and_then(|g| g.member(name)) {
        Some(value) => read_number(value.text()),
        None => now,
    };
    *h = Hyper {
        lr: of("lr", h.lr),
        beta1: of("beta1", h.beta1),
        beta2: of("beta2", h.beta2),
        eps: of("eps", h.eps),
    };
}

fn step(tensors: &mut [Tensor], event: &Json, h: &Hyper) {
    let gradients = event.member("gradients").map_or(&[][..], Json::items);
    for (tensor, gradient) in tensors.iter_mut().zip(gradients) {
        if let Some(values) = gradient.values() {
            tensor.step(&values, h);
        }
    }
}

fn show(tensors: &[Tensor]) -> String {
    let shown = tensors.iter().map(|tensor| {
        let values: Vec<_> = tensor.theta.iter().map(|&x| format!("\"{}\"", show_number(x))).collect();
        format!("[{}]", values.join(", "))
    });
    format!("[{}]", shown.collect::<Vec<_>>().join(", "))
}

fn run(request: &Json) -> String {
    let mut h = Hyper { lr: 1e-3, beta1: 0.9, beta2: 0.999, eps: 1e-8 };
    set(&mut h, request.member("hyper"));
    let starts = request.member("parameters").map_or(&[][..], Json::items);
    let build = || -> Vec<_> { starts.iter().filter_map(Json::values).map(Tensor::new).collect() };
    let (mut mine, mut other) = (build(), build());
    let mut frames = Vec::new();
    for event in request.member("events").map_or(&[][..], Json::items) {
        match event.member("type").map_or("", Json::text) {
            "step" => {
                let times = event.member("times").map_or(1, |n| n.text().parse().expect("a count"));
                (0..times).for_each(|_| step(&mut mine, event, &h));
            }
            "other" => step(&mut other, event, &h),
            "set" => set(&mut h, event.member("hyper")),
            "restart" => mine = mine.into_iter().map(|tensor| Tensor::new(tensor.theta)).collect(),
            _ => (),
        }
        frames.push(show(&mine));
    }
    let id = request.member("id").map_or("0", Json::text);
    format!("{{\"id\": {id}, \"frames\": [{}]}}", frames.join(", "))
}

fn hello() -> String {
    let defaults = [("lr", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("eps", 1e-8)];
    let hyper: Vec<_> = defaults.iter().map(|(n, x)| format!("\"{n}\": \"{}\"", show_number(*x))).collect();
    format!(
        "{{\"protocol\": \"optimcore/process/1\", \"name\": \"Adam in Rust\", \"hyper\": {{{}}}, \
         \"settable\": [\"lr\", \"beta1\", \"beta2\", \"eps\"], \
         \"lacks\": {{\"float32\": \"it computes in f64\"}}}}",
        hyper.join(", ")
    )
}

fn main() -> io::Result<()> {
    for line in io::stdin().lock().lines() {
        let request = Json::read(&mut line?.chars().peekable());
        let is_hello = request.member("ask").map_or("", Json::text) == "hello";
        println!("{}", if is_hello { hello() } else { run(&request) });
        io::stdout().flush()?;
    }
    Ok(())
}
