//! Values that no database can hold, or that are too deep to be read.

use crate::bodies::script;
use crate::victim::Victim;

#[test]
fn case_20_deep_endless_and_impossible_values_end_as_errors() {
    let deep = "let deep = \"[\"; for n in 0..17 { deep += deep; }";
    let digits = "let digits = \"9\"; for n in 0..20 { digits += digits; }";
    let insert = |value: &str| {
        // Where a database takes it, the script goes on and throws.
        format!("db.insert(\"kept\", #{{ id: 10, doc: {value} }}); throw \"it was taken\";")
    };
    for victim in Victim::everywhere() {
        for body in [
            format!("{deep} {}", insert("deep")),
            format!("{deep} parse_json(deep);"),
            format!("{deep} json_value(deep, \"$.a\"); throw \"read\";"),
            format!("{deep} from_json(deep); throw \"read\";"),
            format!("{digits} {}", insert("digits")),
            format!("{digits} {}", insert("decimal(digits)")),
            format!("{digits} db.insert(\"kept\", #{{ id: decimal(digits) }}); throw \"taken\";"),
            "let a = [1]; for n in 0..200 { a = [a]; } db.insert(\"kept\", #{ id: 10, doc: a }); throw \"taken\";".to_owned(),
            "let x = 0.0; db.insert(\"kept\", #{ id: 10, doc: x / x }); throw \"taken\";".to_owned(),
            "db.insert(\"kept\", #{ id: 1.0 / 0.0 }); throw \"taken\";".to_owned(),
            "db.insert(\"kept\", #{ id: 9223372036854775807, name: 9223372036854775807 }); throw \"taken\";".to_owned(),
            "let d = date(\"999999999-01-01\"); db.insert(\"kept\", #{ id: 10, name: d }); throw \"taken\";".to_owned(),
            "let d = parse_date(\"9999-12-31\"); d.add_days(9223372036854775807); throw \"taken\";".to_owned(),
        ] {
            victim.fails(&script(&body));
        }
    }
}
