//! A labelled field with its problem below, tied to it for those who cannot see where it stands.

use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct FieldProps {
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    pub(super) kind: &'static str,
    pub(super) autocomplete: &'static str,
    pub(super) node: NodeRef,
    pub(super) problem: Option<&'static str>,
    /// What was entered here was refused together with the rest.
    pub(super) failed: bool,
    /// What stands inside the field, at its end.
    #[prop_or_default]
    pub(super) children: Html,
}

#[component]
pub(super) fn Field(props: &FieldProps) -> Html {
    let described_by = match (props.problem, props.failed) {
        (Some(_), _) => Some(format!("{}-problem", props.id)),
        (None, true) => Some("glx-sign-in-failure".to_owned()),
        (None, false) => None,
    };
    html! {
        <div class={classes!("field", props.problem.map(|_| "wrong"))}>
            <label for={props.id}>{ props.label }</label>
            <div class="box">
                <input ref={props.node.clone()} id={props.id} name={props.id} type={props.kind} autocomplete={props.autocomplete}
                       autocapitalize="none" spellcheck="false" required=true aria-invalid={props.problem.map(|_| "true")}
                       aria-describedby={described_by} />
                { props.children.clone() }
            </div>
            <p class="problem" id={format!("{}-problem", props.id)}>
                if let Some(problem) = props.problem { { problem } }
            </p>
        </div>
    }
}
