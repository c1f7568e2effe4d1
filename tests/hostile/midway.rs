//! Guests that fail in the middle of their work.

use crate::bodies::{module, module_with, script};
use crate::victim::{End, Victim};

#[test]
fn case_12_a_trap_in_the_middle_leaves_no_row() {
    for victim in Victim::everywhere() {
        let end = End { exit_code: 7, code: "script::thrown", says: "the module trapped" };
        victim.ends(&module("unreachable"), &end);
        victim.ends(&module("(drop (i32.load (i32.const -4)))"), &end);
    }
}

#[test]
fn case_12_a_row_function_that_throws_behind_some_rows_leaves_all_of_them() {
    let late = "for id in 10..700 { db.insert(\"kept\", #{ id: id }); }
    db.transform(\"kept\", #{ write: [\"name\"], batch: 50 }, |row| {
        if row.id == 600 { throw \"at 600\" } #{ name: \"done\" } });";
    let end = End { exit_code: 7, code: "script::thrown", says: "at 600" };
    for victim in Victim::everywhere() {
        victim.ends(&script(late), &end);
    }
}

#[test]
fn case_13_an_err_behind_writes_leaves_no_row() {
    // What `up` gives lies at 32: an error with this text.
    let data = "(data (i32.const 32) \"\\01\\00\\00\\00\\40\\00\\00\\00\\07\\00\\00\\00\")
        (data (i32.const 64) \"my fail\")";
    let end = End { exit_code: 7, code: "script::thrown", says: "my fail" };
    for victim in Victim::everywhere() {
        victim.ends(&module_with(data, "(return (i32.const 32))"), &end);
    }
}
