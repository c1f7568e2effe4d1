use sandshift_model::value::Value;

#[track_caller]
fn there_and_back(value: &Value) -> Value {
    let json = serde_json::to_string(value).expect("a value is JSON");
    serde_json::from_str(&json).expect("what was written can be read")
}

#[test]
fn doubles_survive_json_bit_by_bit() {
    let doubles =
        [0.1, -0.0, 5e-324, f64::MAX, 0.1 + 0.2, 1e15, 7.0, f64::INFINITY, -f64::INFINITY];
    for double in doubles {
        let Value::Real(back) = there_and_back(&Value::Real(double)) else { panic!("{double}") };
        assert_eq!(back.to_bits(), double.to_bits(), "{double}");
    }
    assert!(matches!(there_and_back(&Value::Real(f64::NAN)), Value::Real(x) if x.is_nan()));
}

#[test]
fn whole_numbers_of_64_bits_survive_json() {
    for value in [Value::Int(i64::MIN), Value::Int(i64::MAX), Value::Uint(u64::MAX)] {
        assert_eq!(there_and_back(&value), value);
    }
}

#[test]
fn a_text_that_is_no_number_is_refused_as_a_double() {
    let error = serde_json::from_str::<Value>("{\"real\": \"much\"}").unwrap_err();
    assert!(error.to_string().contains("`Infinity`"), "{error}");
}
