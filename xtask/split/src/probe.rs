//! A module that remembers which of its functions were called: for finding out what a start needs. Never shipped.

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, Function, GlobalSection, GlobalType, Instruction, RawSection,
    SectionId, ValType,
};

use crate::Fault;
use crate::module::Module;
use crate::renumber::Renumber;

/// The module with an exported global for every function of its own, `reached` and the function's index, which is 1 once it was called.
///
/// # Errors
/// [`Fault`], for what is no module.
pub fn probe(wasm: &[u8]) -> Result<Vec<u8>, Fault> {
    let module = Module::read(wasm)?;
    let mut keep = Renumber((0..).take(module.functions.len()).map(|index| (index, index)).collect());
    let mut out = wasm_encoder::Module::new();
    let first_flag = u32::try_from(module.globals.len()).map_err(|_| Fault::TooLarge)?;
    for (id, range) in &module.sections {
        let data = module.contents(range).ok_or(Fault::TooLarge)?;
        let reader = wasmparser::BinaryReader::new(data, range.start);
        match *id {
            id if id == SectionId::Global as u8 => {
                let mut globals = GlobalSection::new();
                keep.parse_global_section(&mut globals, wasmparser::GlobalSectionReader::new(reader)?)?;
                for _ in &module.bodies {
                    globals.global(FLAG, &ConstExpr::i32_const(0));
                }
                out.section(&globals);
            }
            id if id == SectionId::Export as u8 => {
                let mut exports = ExportSection::new();
                keep.parse_export_section(&mut exports, wasmparser::ExportSectionReader::new(reader)?)?;
                for (flag, (function, _)) in (first_flag..).zip(module.defined()) {
                    exports.export(&format!("reached{function}"), ExportKind::Global, flag);
                }
                out.section(&exports);
            }
            id if id == SectionId::Code as u8 => {
                let mut code = CodeSection::new();
                for (flag, (_, body)) in (first_flag..).zip(module.defined()) {
                    code.function(&flagged(&mut keep, flag, body)?);
                }
                out.section(&code);
            }
            id if id == SectionId::Custom as u8 => {}
            id => drop(out.section(&RawSection { id, data })),
        }
    }
    Ok(out.finish())
}

/// A global that is 0 until something has happened, and 1 afterwards.
pub(crate) const FLAG: GlobalType = GlobalType { val_type: ValType::I32, mutable: true, shared: false };

fn flagged(keep: &mut Renumber, flag: u32, body: &wasmparser::FunctionBody<'_>) -> Result<Function, Fault> {
    let mut function = keep.new_function_with_parsed_locals(body)?;
    function.instruction(&Instruction::I32Const(1)).instruction(&Instruction::GlobalSet(flag));
    let mut operators = body.get_operators_reader()?;
    while !operators.eof() {
        function.instruction(&keep.parse_instruction(&mut operators)?);
    }
    Ok(function)
}
