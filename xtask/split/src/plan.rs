//! Decides what goes where: which late functions the first part can reach, through which slots, and what the rest calls of the first.

use std::collections::{BTreeMap, BTreeSet};

use wasm_encoder::SectionId;
use wasmparser::{ElementItems, ElementKind, ElementSectionReader, ExternalKind, Operator};

use crate::Fault;
use crate::module::Module;

/// What goes where.
pub(crate) struct Plan {
    /// The type of the loader.
    pub(crate) loader_type: u32,
    pub(crate) table: u32,
    pub(crate) late: BTreeSet<u32>,
    /// The late functions that the first part can reach, with their slots in the function table, the first of which calls go through.
    pub(crate) slots: BTreeMap<u32, Vec<u32>>,
    /// How large the function table has to be.
    pub(crate) table_size: u32,
    /// The functions of the first part that the rest calls.
    pub(crate) called: BTreeSet<u32>,
    /// The index of `restIsLoaded`.
    pub(crate) flag: u32,
}

impl Plan {
    pub(crate) fn of(module: &Module<'_>, late: &BTreeSet<u32>) -> Result<Self, Fault> {
        if module.imports.is_empty() {
            return Err(Fault::Unexpected("it imports nothing"));
        }
        let is_plain = |of: &wasmparser::FuncType| of.params().is_empty() && of.results().is_empty();
        let loader_type = module
            .types
            .iter()
            .position(is_plain)
            .ok_or(Fault::Unexpected("no function of it takes and gives nothing"))?;
        let is_of_functions = |table: &&wasmparser::TableType| table.element_type.is_func_ref();
        let table = module
            .tables
            .iter()
            .position(|table| is_of_functions(&table))
            .ok_or(Fault::Unexpected("it has no table"))?;
        let mut reachable = BTreeSet::new();
        let mut called = BTreeSet::new();
        for (index, body) in module.defined() {
            let is_late = late.contains(&index);
            for call in calls(body)? {
                match (is_late, late.contains(&call)) {
                    (false, true) => {
                        reachable.insert(call);
                    }
                    (true, false) => {
                        called.insert(call);
                    }
                    _ => {}
                }
            }
        }
        let exported =
            module.exports.iter().filter(|export| export.kind == ExternalKind::Func).map(|export| export.index);
        reachable.extend(exported.filter(|index| late.contains(index)));
        let mut slots: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (slot, function) in elements(module)? {
            if late.contains(&function) {
                slots.entry(function).or_default().push(slot);
            }
        }
        let mut table_size = u32::try_from(module.tables[table].initial).map_err(|_| Fault::TooLarge)?;
        for function in reachable {
            slots.entry(function).or_insert_with(|| {
                table_size += 1;
                vec![table_size - 1]
            });
        }
        Ok(Self {
            loader_type: u32::try_from(loader_type).map_err(|_| Fault::TooLarge)?,
            table: u32::try_from(table).map_err(|_| Fault::TooLarge)?,
            late: late.clone(),
            slots,
            table_size,
            called,
            flag: u32::try_from(module.globals.len()).map_err(|_| Fault::TooLarge)?,
        })
    }

    /// Whether a function has a place in the first part: itself, or as a stand-in.
    pub(crate) fn is_in_first(&self, function: u32) -> bool {
        !self.late.contains(&function) || self.slots.contains_key(&function)
    }
}

/// The functions that a body names.
fn calls(body: &wasmparser::FunctionBody<'_>) -> Result<BTreeSet<u32>, Fault> {
    let mut calls = BTreeSet::new();
    for operator in body.get_operators_reader()? {
        match operator? {
            Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                calls.insert(function_index);
            }
            Operator::RefFunc { .. } => return Err(Fault::Unexpected("a reference to a function outside the table")),
            Operator::MemoryInit { .. }
            | Operator::DataDrop { .. }
            | Operator::TableInit { .. }
            | Operator::ElemDrop { .. } => {
                return Err(Fault::Unexpected("a segment that code refers to"));
            }
            _ => {}
        }
    }
    Ok(calls)
}

/// The function table's contents: slot and function.
fn elements(module: &Module<'_>) -> Result<Vec<(u32, u32)>, Fault> {
    let mut found = Vec::new();
    let Some(reader) = module.section(SectionId::Element) else { return Ok(found) };
    for element in ElementSectionReader::new(reader)? {
        let element = element?;
        let (ElementKind::Active { offset_expr, .. }, ElementItems::Functions(functions)) =
            (element.kind, element.items)
        else {
            return Err(Fault::Unexpected("a table that is not filled at the start"));
        };
        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
            return Err(Fault::Unexpected("a table that is filled from an unknown place on"));
        };
        let begin = u32::try_from(value).map_err(|_| Fault::Unexpected("a negative place in the table"))?;
        for (slot, function) in (begin..).zip(functions) {
            found.push((slot, function?));
        }
    }
    Ok(found)
}
