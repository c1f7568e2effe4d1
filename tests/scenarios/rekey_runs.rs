//! Another key for a parent and two children.

use serde_json::{Value as Json, json};

use crate::course::{self, Scenario, folder};
use crate::dice::Dice;
use crate::place::Place;
use crate::stage::server::Server;
use crate::tables::{self, Tables};

const DAGS: usize = 20;
const RUNS_OF_DAG: usize = 100;
const TASKS_OF_RUN: usize = 5;

fn run_id(dag: usize, run: usize) -> String {
    format!("{}__{dag}-{run}", if run.is_multiple_of(3) { "manual" } else { "scheduled" })
}

fn date(run: usize) -> String {
    format!("2025-{:02}-{:02} 06:{:02}:00", run / 28 + 1, run % 28 + 1, run % 60)
}

/// The key of a child: by the date of its run, or by its id.
fn key(dag: usize, run: usize, task: usize, name: &str) -> Json {
    let value = if name == "run_id" { run_id(dag, run) } else { date(run) };
    json!({ "dag_id": format!("dag-{dag:02}"), "task_id": format!("task-{task}"), name: value })
}

fn with(mut row: Json, column: &str, value: Json) -> Json {
    row[column] = value;
    row
}

fn tables(name: &str) -> Tables {
    let mut dice = Dice::new(4);
    let (mut runs, mut tasks, mut again) = (Vec::new(), Vec::new(), Vec::new());
    for dag in 0..DAGS {
        for run in 0..RUNS_OF_DAG {
            runs.push(json!({
                "id": runs.len() + 1, "dag_id": format!("dag-{dag:02}"),
                "run_id": run_id(dag, run), "execution_date": date(run),
            }));
            for task in 0..TASKS_OF_RUN {
                let state = match dice.below(3) {
                    0 => Json::Null,
                    1 => json!("failed"),
                    _ => json!("success"),
                };
                tasks.push(with(key(dag, run, task, name), "state", state));
                if again.len() < 4_000 && dice.one_in(2) {
                    again.push(with(key(dag, run, task, name), "id", json!(again.len() + 1)));
                }
            }
        }
    }
    Tables::from([("dag_run", runs), ("task_instance", tasks), ("task_reschedule", again)])
}

fn hold(server: Server) {
    let scenario = Scenario::new(
        "rekey_runs",
        tables("execution_date"),
        tables("run_id"),
        tables("execution_date"),
    );
    assert_eq!(scenario.input["task_instance"].len(), 10_000);
    course::hold(&scenario, &folder("rekey_runs"), server);
}

/// Few rows, of which two tasks and one reschedule belong to no run.
fn with_orphans(server: Server) -> Place {
    let dag = |id: u32, run: usize| json!({ "id": id, "dag_id": "dag-00", "run_id": run_id(0, run), "execution_date": date(run) });
    let task = |run, task| with(key(0, run, task, "execution_date"), "state", json!("x"));
    let again = |id: u32, run, task| with(key(0, run, task, "execution_date"), "id", json!(id));
    let rows = Tables::from([
        ("dag_run", vec![dag(1, 0), dag(2, 1)]),
        ("task_instance", vec![task(0, 0), task(1, 0), task(7, 3), task(9, 4)]),
        ("task_reschedule", vec![again(1, 0, 0), again(2, 7, 3)]),
    ]);
    Place::with(&folder("rekey_runs"), server, &rows)
}

/// Tasks of no run are listed before anything happens; they go when somebody says so.
fn orphans(server: Server) {
    let place = with_orphans(server);
    let said = place.refuses(&["run"]).messages;
    for part in [
        "2 tasks belong to no run",
        "dag-00/task-3 2025-01-08",
        "dag-00/task-4 2025-01-10",
        "orphans=delete",
    ] {
        assert!(said.contains(part), "{server:?}: {part}: {said}");
    }
    let said = place.says(&["run", "-x", "orphans=delete"]);
    assert_eq!(said.code, Some(0), "{server:?}: {}", said.messages);
    for part in ["1 rows of task_reschedule", "2 rows of task_instance"] {
        assert!(said.messages.contains(part), "{server:?}: {part}: {}", said.messages);
    }
    let left = Tables::from([
        ("dag_run", vec![]),
        (
            "task_instance",
            (0..2).map(|run| with(key(0, run, 0, "run_id"), "state", json!("x"))).collect(),
        ),
        ("task_reschedule", vec![with(key(0, 0, 0, "run_id"), "id", json!(1))]),
    ]);
    let mut rows = place.rows();
    rows.insert("dag_run".to_owned(), Vec::new());
    tables::same(&format!("{server:?}: without orphans"), &tables::expected(&left), &rows);
}

/// The new keys hold: what has no run is refused, and a run takes its tasks with it.
fn cascade(server: Server) {
    let place = with_orphans(server);
    place.passes(&["run", "-x", "orphans=delete"]);
    let mut connection = place.connect();
    if server == Server::Sqlite {
        connection.execute("PRAGMA foreign_keys = ON").unwrap();
    }
    let stray = "INSERT INTO task_instance (dag_id, task_id, run_id) VALUES ('dag-00', 'new', 'no such run')";
    assert!(connection.execute(stray).is_err(), "{server:?}: a task of no run");
    let twice = format!(
        "INSERT INTO task_instance (dag_id, task_id, run_id) VALUES ('dag-00', 'task-0', '{}')",
        run_id(0, 0)
    );
    assert!(connection.execute(&twice).is_err(), "{server:?}: the same key twice");
    connection.execute("DELETE FROM dag_run WHERE id = 1").unwrap();
    let rows = place.rows();
    assert_eq!((rows["task_instance"].len(), rows["task_reschedule"].len()), (1, 0), "{server:?}");
}

crate::on_each_database! {
    children_get_another_key_and_the_old_one_back => hold;
    tasks_of_no_run_are_listed_first => orphans;
    the_new_keys_hold_and_cascade => cascade;
}
