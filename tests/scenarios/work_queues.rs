//! A default parent, then a backfill in batches.

use sandshift::runner::ran;
use serde_json::{Value as Json, json};

use crate::course::{self, Scenario, folder};
use crate::dice::Dice;
use crate::place::Place;
use crate::stage::server::Server;
use crate::tables::Tables;

const QUEUES: u32 = 10;
const RUNS_OF_QUEUE: u32 = 1_000;
const BATCH: i64 = 250;

/// Names of queues by their ids, which begin at 1.
fn name(queue: u32) -> String {
    format!("queue-{}", (queue * 7) % QUEUES)
}

fn queue(id: u32, name: &str, belongs: bool) -> Json {
    let (priority, pool) = if belongs { (json!(id), json!(1)) } else { (Json::Null, Json::Null) };
    json!({ "id": id, "name": name, "priority": priority, "work_pool_id": pool })
}

/// Each run or deployment with the queue that it names; some name none, or one that is not there.
fn users(dice: &mut Dice, of_queue: u32, belongs: bool) -> Vec<Json> {
    let mut queues: Vec<Option<u32>> = Vec::new();
    for queue in 1..=QUEUES {
        queues.extend((0..of_queue).map(|_| Some(queue)));
    }
    queues.extend([None, Some(99)].repeat(100));
    // In no order, so that a batch has runs of many queues.
    for at in (1..queues.len()).rev() {
        queues.swap(at, dice.index(at + 1));
    }
    let row = |(at, queue): (usize, Option<u32>)| {
        let name = queue.map(|queue| if queue > QUEUES { "gone".to_owned() } else { name(queue) });
        let id = queue.filter(|queue| belongs && *queue <= QUEUES);
        json!({ "id": at + 1, "work_queue_name": name, "work_queue_id": id })
    };
    queues.into_iter().enumerate().map(row).collect()
}

fn tables(belongs: bool, has_default: bool) -> Tables {
    let mut dice = Dice::new(5);
    let mut queues: Vec<Json> = (1..=QUEUES).map(|id| queue(id, &name(id), belongs)).collect();
    if has_default {
        queues.push(queue(QUEUES + 1, "default", belongs));
    }
    let pool = json!({ "id": 1, "name": "default-agent-pool", "type": "prefect-agent", "default_queue_id": QUEUES + 1 });
    Tables::from([
        ("work_pool", if belongs { vec![pool] } else { Vec::new() }),
        ("work_queue", queues),
        ("flow_run", users(&mut dice, RUNS_OF_QUEUE, belongs)),
        ("deployment", users(&mut dice, 30, belongs)),
    ])
}

fn hold(server: Server) {
    let scenario =
        Scenario::new("work_queues", tables(false, false), tables(true, true), tables(false, true));
    course::hold(&scenario, &folder("work_queues"), server);
}

/// No statement has more rows than a batch, and the last one of each table finds none: a loop that
/// ends one batch too early would leave rows.
fn batches(server: Server) {
    let place = Place::with(&folder("work_queues"), server, &tables(false, false));
    place.passes(&["run", "0502"]);
    let sql =
        "SELECT id FROM sandshift_journal WHERE revision = '0502' AND outcome = 'done' ORDER BY id";
    let mut connection = place.connect();
    let mut ids = Vec::new();
    connection
        .query(sql, &mut |_, row| {
            ids.extend(row[0].as_text().map(str::to_owned));
            true
        })
        .unwrap();
    let mut counts = Vec::new();
    for id in ids {
        let ran = ran::statements(&mut *connection, &id).unwrap().into_iter();
        let updates = ran.filter(|ran| ran.statement.starts_with("UPDATE flow_run"));
        counts.extend(updates.map(|ran| i64::try_from(ran.rows).unwrap()));
    }
    let full = usize::try_from(i64::from(QUEUES * RUNS_OF_QUEUE) / BATCH).unwrap();
    let mut expected = vec![BATCH; full];
    expected.push(0);
    assert_eq!(counts, expected, "{server:?}");
}

/// Where every queue has a pool, there is nothing to adopt; the links are filled all the same.
fn no_default(server: Server) {
    let rows = Tables::from([
        (
            "work_pool",
            vec![json!({ "id": 7, "name": "own", "type": "process", "default_queue_id": null })],
        ),
        ("work_queue", vec![json!({ "id": 3, "name": "a", "priority": 5, "work_pool_id": 7 })]),
        ("flow_run", vec![json!({ "id": 1, "work_queue_name": "a", "work_queue_id": null })]),
    ]);
    let place = Place::with(&folder("work_queues"), server, &rows);
    place.passes(&["run"]);
    let now = place.rows();
    assert_eq!(now["work_pool"].len(), 1, "{server:?}: {now:?}");
    assert!(now["work_queue"][0].contains("\"priority\":5"), "{server:?}: {now:?}");
    assert_eq!(now["flow_run"], [r#"{"id":1,"work_queue_id":3,"work_queue_name":"a"}"#]);
    // A name may be there once in each pool, and a queue cannot be without one.
    place.execute("INSERT INTO work_pool (id, name, type) VALUES (8, 'other', 'process')");
    place
        .execute("INSERT INTO work_queue (id, name, priority, work_pool_id) VALUES (4, 'a', 1, 8)");
    for refused in ["5, 'a', 1, 8", "6, 'b', 1, NULL"] {
        let sql =
            format!("INSERT INTO work_queue (id, name, priority, work_pool_id) VALUES ({refused})");
        assert!(place.connect().execute(&sql).is_err(), "{server:?}: {refused}");
    }
}

crate::on_each_database! {
    every_run_gets_its_queue_and_loses_it_again => hold;
    batches_end_when_nothing_is_left => batches;
    queues_with_a_pool_stay_as_they_are => no_default;
}
