//! Whose a compiled function is, from its mangled name: which crate, and which module of ours. Code that the standard library has made
//! for somebody counts for whom it was made. Guesses where the name leaves a choice.

/// Our own crate.
const OURS: &str = "glx_realtime";
const STD: [&str; 3] = ["core", "alloc", "std"];
/// Where a name says nothing.
const NAMELESS: &str = "(no name)";

/// The crate that a function is there for.
pub(crate) fn crate_of(symbol: &str) -> String {
    let paths = paths(symbol);
    let own = paths.iter().find(|path| !STD.contains(&path[0].as_str()));
    own.or(paths.first()).map_or_else(|| String::from(NAMELESS), |path| path[0].clone())
}

/// As [`crate_of`], and of ours the module, down to `depth` parts.
pub(crate) fn module_of(symbol: &str, depth: usize) -> String {
    let paths = paths(symbol);
    match paths.iter().find(|path| path[0] == OURS) {
        // The last part is the function's or the type's own name.
        Some(path) => path[..path.len().saturating_sub(1).clamp(1, depth + 1)].join("::"),
        None => crate_of(symbol),
    }
}

/// The paths in a name, each beginning with a crate, none empty.
fn paths(symbol: &str) -> Vec<Vec<String>> {
    match symbol {
        _ if symbol.starts_with("_R") => newer(symbol),
        _ if symbol.starts_with("_ZN") => paths_in(&legacy(symbol)),
        _ => paths_in(&demangled(symbol)),
    }
}

/// A name for people has the hash of each crate in brackets behind it.
fn demangled(symbol: &str) -> String {
    let (first, others) = symbol.split_once('[').unwrap_or((symbol, ""));
    let mut text = first.to_owned();
    for piece in others.split('[').filter(|piece| !piece.is_empty()) {
        match piece.split_once(']') {
            Some((hash, after)) if hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => text.push_str(after),
            _ => text.extend(["[", piece]),
        }
    }
    text
}

/// The text in a name of the older kind: `_ZN` and parts with their lengths, in which `$LT$` and the like stand for signs.
fn legacy(symbol: &str) -> String {
    let Some(mut rest) = symbol.strip_prefix("_ZN") else { return symbol.to_owned() };
    let mut parts = Vec::new();
    while let Some((part, after)) = counted(rest) {
        parts.push(part);
        rest = after;
    }
    // The last one is a hash.
    if parts.last().is_some_and(|part| part.len() == 17 && part.starts_with('h')) {
        parts.pop();
    }
    let mut text = parts.join("::");
    for (code, sign) in
        [("$LT$", "<"), ("$GT$", ">"), ("$C$", ","), ("$u20$", " "), ("$RF$", "&"), ("$BP$", "*"), ("..", "::")]
    {
        text = text.replace(code, sign);
    }
    text
}

/// `4name…`: a part and what comes after it.
fn counted(text: &str) -> Option<(&str, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).filter(|digits| *digits > 0)?;
    let length: usize = text[..digits].parse().ok()?;
    text[digits..].split_at_checked(length)
}

fn paths_in(text: &str) -> Vec<Vec<String>> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut paths = Vec::new();
    for piece in text.split(|c: char| !is_word(c) && c != ':') {
        let parts: Vec<String> = piece.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
        // What goes on after a closing bracket is no beginning, and a word alone is a type's or a parameter's name.
        if parts.len() > 1 && !piece.starts_with("::") {
            paths.push(parts);
        }
    }
    paths
}

/// In a name of the newer kind every crate is `Cs…_` and its counted name, and the path's parts follow.
fn newer(symbol: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (at, _) in symbol.match_indices("Cs") {
        let Some((_, mut rest)) = symbol[at..].split_once('_') else { continue };
        let mut path = Vec::new();
        while let Some((part, after)) = counted(rest) {
            path.push(part.to_owned());
            rest = after;
        }
        if !path.is_empty() {
            paths.push(path);
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_belongs_to_its_crate_and_module() {
        let ours = "_ZN12glx_realtime6engine9diagnosis12rules_socket6thrown17hc239b2cd82714831E";
        assert_eq!(crate_of(ours), "glx_realtime");
        assert_eq!(module_of(ours, 1), "glx_realtime::engine");
        assert_eq!(module_of(ours, 2), "glx_realtime::engine::diagnosis");
        let theirs = "_ZN10serde_core2de7Visitor9visit_f6417h444b9086b4454d60E";
        assert_eq!((crate_of(theirs).as_str(), module_of(theirs, 2).as_str()), ("serde_core", "serde_core"));
    }

    #[test]
    fn what_the_standard_library_makes_for_somebody_counts_for_them() {
        let dropped =
            "_ZN4core3ptr63drop_in_place$LT$glx_realtime..engine..wire..account..LogIn$GT$17h1bf8553a70242730E";
        assert_eq!(module_of(dropped, 2), "glx_realtime::engine::wire");
        let listener = "_ZN105_$LT$yew..html..listener..events..onkeydown..Wrapper$u20$as$u20$yew..virtual_dom..listeners..Listener$GT$4kind17hf57086561df4003bE";
        assert_eq!(crate_of(listener), "yew");
        assert_eq!(crate_of("_ZN5alloc2rc15Rc$LT$T$C$A$GT$9drop_slow17h2b6924827623f5bcE"), "alloc");
    }

    #[test]
    fn the_newer_names_are_understood_too() {
        let std =
            "_RNvXs3_NtNtCsgXGp5Oqx2Ny_4core3str4iterNtB5_11CharIndicesNtNtNtNtB9_4iter6traits8iterator8Iterator4next";
        assert_eq!(crate_of(std), "core");
        assert_eq!(module_of("_RNvNtNtCsabc_12glx_realtime6engine4room4open", 2), "glx_realtime::engine::room");
    }

    #[test]
    fn names_that_are_demangled_already_are_understood() {
        let ours = "<glx_realtime[346bcd2a2848df05]::browser::policy::Report>::blocked_uri";
        assert_eq!(module_of(ours, 2), "glx_realtime::browser::policy");
        let made = "core[a1]::ptr::drop_in_place::<[yew[16775bb0dfaae0ba]::virtual_dom::vnode::VNode]>";
        assert_eq!(crate_of(made), "yew");
        assert_eq!(crate_of("zmij[3cf016ebbdd2ab41]::to_bcd8"), "zmij");
    }

    #[test]
    fn what_has_no_name_is_said_to_have_none() {
        assert_eq!(crate_of(""), "(no name)");
        assert_eq!(crate_of("main"), "(no name)");
    }
}
