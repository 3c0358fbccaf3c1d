use std::io::Write;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    if args[1] == "train" {
        let mut s = copydesk::extract::names::train::Settings::default();
        for a in &args[4..] {
            let (k, v) = a.split_once('=').unwrap();
            match k {
                "passes" => s.passes = v.parse().unwrap(),
                "rate" => s.rate = v.parse().unwrap(),
                "pull" => s.pull = v.parse().unwrap(),
                "least" => s.least_uses = v.parse().unwrap(),
                "hidden" => s.hidden = v.parse().unwrap(),
                _ => panic!(),
            }
        }
        let t = std::time::Instant::now();
        let r = copydesk::extract::names::train::train_with(args[2].as_ref(), args[3].as_ref(), &s);
        println!("{r:?} {:?}", t.elapsed());
        return;
    }
    // predict MODEL SET OUT
    let bytes: &'static [u8] = Box::leak(std::fs::read(&args[2]).unwrap().into_boxed_slice());
    let model = copydesk::extract::names::weights::Model::read(bytes);
    let mut total = 0usize;
    let mut time = std::time::Duration::ZERO;
    for set in args[3].split(',') {
        let text = std::fs::read_to_string(format!("/work/shared/gold/{set}/articles.jsonl")).unwrap();
        let mut out = std::io::BufWriter::new(std::fs::File::create(format!("{}/{set}.jsonl", args[4])).unwrap());
        for line in text.lines() {
            let v: serde_json::Value = serde_json::from_str(line).unwrap();
            let a = copydesk::normalise::plain(v["text"].as_str().unwrap());
            let layout = copydesk::extract::Layout::of(&a);
            let t = std::time::Instant::now();
            let m = copydesk::extract::names::find_using(&model, &a, &layout);
            time += t.elapsed();
            total += a.text.len();
            let cp = copydesk::records::CodePoints::new(&a.text);
            for m in m {
                let (s, e) = cp.span(m.span);
                let j = serde_json::json!({"id": v["id"], "kind": m.kind.as_str(), "start": s, "end": e, "surface": m.span.of(&a.text), "role": m.role.as_str(), "rule": m.rule, "confidence": m.confidence});
                writeln!(out, "{j}").unwrap();
            }
        }
    }
    println!("{:.1} MB/s", total as f64 / 1e6 / time.as_secs_f64());
}
