//! Modules that are parted and run: they do what they did before, and the rest is loaded once, when it is first needed.
#![allow(clippy::expect_used, reason = "a test that meets what it does not expect has failed")]

use glx_split::{Fault, LateNames, part, probe};
use std::collections::BTreeSet;
use wasmi::{Caller, Engine, Func, Instance, Linker, Module, Store};

/// `sum` is reached from outside, `deep` by the rest only, `by_table` through the table; `early` is called by the rest.
const WHOLE: &str = r#"(module
  (import "host" "told" (func $told))
  (type $binary (func (param i32 i32) (result i32)))
  (table $functions 3 3 funcref)
  (memory (export "memory") 1)
  (global $calls (mut i32) (i32.const 0))
  (elem (i32.const 1) $early $by_table)
  (func $plain)
  (func $early (type $binary) (i32.add (local.get 0) (local.get 1)))
  (func $by_table (type $binary) (i32.mul (local.get 0) (local.get 1)))
  (func $deep (type $binary) (i32.store (i32.const 8) (local.get 0)) (call $early (local.get 0) (local.get 1)))
  (func $sum (export "sum") (type $binary)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (call $deep (local.get 0) (local.get 1)))
  (func (export "start") (result i32) (call $told) (call $plain) (call $early (i32.const 1) (i32.const 2)))
  (func (export "inside") (param i32) (result i32) (call $sum (local.get 0) (i32.const 40)))
  (func (export "through") (param i32 i32 i32) (result i32)
    (call_indirect $functions (type $binary) (local.get 1) (local.get 2) (local.get 0)))
  (func (export "calls") (result i32) (global.get $calls))
  (func (export "kept") (result i32) (i32.load (i32.const 8))))"#;

fn whole() -> Vec<u8> {
    wat::parse_str(WHOLE).expect("a module")
}

/// The functions of [`WHOLE`] by name.
fn late(names: &[&str]) -> LateNames {
    let all = ["told", "plain", "early", "by_table", "deep", "sum"];
    let reached = (0..11).filter(|index| all.get(*index as usize).is_none_or(|name| !names.contains(name)));
    LateNames::unreached(&whole(), &reached.collect()).expect("a list").0
}

/// What has been loaded how often, and what to load.
struct Loads {
    times: u32,
    rest: Vec<u8>,
    first: Option<Instance>,
}

struct Running {
    store: Store<Loads>,
    instance: Instance,
}

impl Running {
    fn of(names: &[&str]) -> Self {
        let parts = part(&whole(), &late(names)).expect("it is parted");
        let engine = Engine::default();
        let mut store = Store::new(&engine, Loads { times: 0, rest: parts.rest, first: None });
        let load = Func::wrap(&mut store, |mut caller: Caller<'_, Loads>| {
            caller.data_mut().times += 1;
            let first = caller.data().first.expect("it has begun");
            let rest = Module::new(caller.engine(), &caller.data().rest).expect("the rest is a module");
            let mut linker = Linker::new(caller.engine());
            let exports: Vec<_> =
                first.exports(&caller).map(|export| (export.name().to_owned(), export.into_extern())).collect();
            for (name, export) in exports {
                linker.define("first", &name, export).expect("one of each name");
            }
            linker.instantiate_and_start(&mut caller, &rest).expect("it finds what it imports");
            let loaded = first.get_global(&caller, "restIsLoaded").expect("it says whether the rest is there");
            loaded.set(&mut caller, wasmi::Val::I32(1)).expect("it can be told");
        });
        let mut linker = Linker::new(&engine);
        linker.define("rest", "load", load).expect("one loader");
        linker.func_wrap("host", "told", || {}).expect("one of it");
        let first = Module::new(&engine, &parts.first).expect("the first part is a module");
        let instance = linker.instantiate_and_start(&mut store, &first).expect("it needs nothing but its loader");
        store.data_mut().first = Some(instance);
        Self { store, instance }
    }

    fn call<P: wasmi::WasmParams>(&mut self, name: &str, params: P) -> i32 {
        let function = self.instance.get_typed_func::<P, i32>(&self.store, name).expect("it is exported");
        function.call(&mut self.store, params).expect("it returns")
    }

    fn loads(&self) -> u32 {
        self.store.data().times
    }
}

#[test]
fn what_is_needed_of_the_rest_is_loaded_once_and_shares_everything() {
    let mut running = Running::of(&["sum", "deep", "by_table"]);
    assert_eq!((running.call("start", ()), running.loads()), (3, 0), "the start needs nothing of it");
    assert_eq!((running.call("inside", 2), running.loads()), (42, 1));
    assert_eq!((running.call("sum", (5, 6)), running.loads()), (11, 1));
    assert_eq!(running.call("calls", ()), 2, "a global is one for both");
    assert_eq!(running.call("kept", ()), 5, "and so is the memory");
}

#[test]
fn a_late_function_is_found_through_the_table_too() {
    let mut running = Running::of(&["by_table"]);
    assert_eq!((running.call("through", (1, 3, 4)), running.loads()), (7, 0));
    assert_eq!((running.call("through", (2, 3, 4)), running.loads()), (12, 1));
    assert_eq!((running.call("through", (2, 5, 4)), running.loads()), (20, 1));
}

#[test]
fn where_nothing_is_late_nothing_is_loaded() {
    let mut running = Running::of(&[]);
    assert_eq!((running.call("inside", 2), running.call("through", (2, 3, 4)), running.loads()), (42, 12, 0));
}

#[test]
fn a_probe_tells_what_was_called() {
    let engine = Engine::default();
    let module = Module::new(&engine, probe(&whole()).expect("a probe")).expect("a module");
    let mut store = Store::new(&engine, ());
    let mut linker = Linker::new(&engine);
    linker.func_wrap("host", "told", || {}).expect("one of it");
    let instance = linker.instantiate_and_start(&mut store, &module).expect("it needs what it needed before");
    instance.get_typed_func::<(), i32>(&store, "start").expect("exported").call(&mut store, ()).expect("it returns");
    let flags = instance.exports(&store).filter_map(|export| {
        let index = export.name().strip_prefix("reached")?.parse::<u32>().ok()?;
        matches!(export.into_global()?.get(&store), wasmi::Val::I32(1)).then_some(index)
    });
    assert_eq!(flags.collect::<BTreeSet<u32>>(), BTreeSet::from([1, 2, 6]), "plain, early, and the start itself");
}

#[test]
fn what_cannot_be_parted_is_refused_and_says_why() {
    assert!(matches!(part(b"\0asm nonsense", &LateNames::default()), Err(Fault::Wasm(_))));
    let alone = wat::parse_str("(module (table 1 funcref) (func))").expect("a module");
    assert!(matches!(part(&alone, &LateNames::default()), Err(Fault::Unexpected("it imports nothing"))));
    let bare = wat::parse_str(r#"(module (import "host" "told" (func)))"#).expect("a module");
    assert!(matches!(part(&bare, &LateNames::default()), Err(Fault::Unexpected("it has no table"))));
    let by_reference = r#"(module (import "host" "told" (func)) (table 1 funcref) (func $a) (elem declare func $a) (func (drop (ref.func $a))))"#;
    let by_reference = wat::parse_str(by_reference).expect("a module");
    assert!(matches!(part(&by_reference, &LateNames::default()), Err(Fault::Unexpected(_))));
}
