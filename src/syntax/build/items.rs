//! Declarations.

use super::*;

/// A declaration; `None` for `pack` and `use`, which go to the file.
pub(in crate::syntax) fn item(b: &mut Builder<'_>, node: Node<'_>, file: &mut File) -> Built<Item> {
    let span = b.tight(&node);
    let kind = match node.as_rule() {
        Rule::pack => {
            let name = kids(node).next()?;
            file.pack = file.pack.take().or(Some(b.word(&name)));
            return None;
        }
        Rule::use_names => {
            let used = use_names(b, node, span)?;
            file.uses.push(used);
            return None;
        }
        Rule::block => block(b, node)?,
        Rule::codes => codes(b, node)?,
        Rule::define => define(b, node)?,
        Rule::table => table(b, node)?,
        Rule::function => function(b, node)?,
        Rule::interactions => interactions(b, node)?,
        _ => return None,
    };
    Some(Item { doc: None, kind, broken: false, span })
}

fn use_names(b: &mut Builder<'_>, node: Node<'_>, span: Span) -> Built<Use> {
    let mut kids_of = kids(node);
    let pack = b.word(&kids_of.next()?);
    let rest = kids_of.next()?;
    let braces = rest.as_rule() == Rule::use_list;
    let mut names = Vec::new();
    let list: Vec<Node<'_>> = if braces { kids(rest).collect() } else { vec![rest] };
    for one in list {
        let mut words = kids(one);
        let name = b.word(&words.next()?);
        names.push((name, words.next().map(|w| b.word(&w))));
    }
    Some(Use { pack, names, braces, span })
}

fn block(b: &mut Builder<'_>, node: Node<'_>) -> Built<ItemKind> {
    let (mut word, mut name, mut label, mut clauses) = ("", None, None, Vec::new());
    for p in kids(node) {
        match p.as_rule() {
            Rule::block_word => word = p.as_str(),
            Rule::name => name = Some(b.word(&p)),
            Rule::text => label = Some(b.text(p)),
            Rule::clause => clauses.extend(clause(b, p)),
            _ => {}
        }
    }
    block_of(word, Block { name: name?, label, clauses })
}

/// The declaration that `word` begins.
pub(in crate::syntax) fn block_of(word: &str, block: Block) -> Built<ItemKind> {
    Some(match word {
        "observation" => ItemKind::Observation(block),
        "input" => ItemKind::Input(block),
        "score" => ItemKind::Score(block),
        "interaction" => ItemKind::Interaction(block),
        "rule" => ItemKind::Rule(block),
        _ => return None,
    })
}

fn clause_block(b: &mut Builder<'_>, node: Node<'_>) -> Vec<Clause> {
    kids(node).filter_map(|p| clause(b, p)).collect()
}

fn interactions(b: &mut Builder<'_>, node: Node<'_>) -> Built<ItemKind> {
    let (mut file, mut clauses) = (None, Vec::new());
    for p in kids(node) {
        match p.as_rule() {
            Rule::text => file = Some(b.text(p)),
            Rule::clause_block => clauses = clause_block(b, p),
            _ => {}
        }
    }
    Some(ItemKind::Interactions(Interactions { file: file?, clauses }))
}

fn define(b: &mut Builder<'_>, node: Node<'_>) -> Built<ItemKind> {
    let (mut name, mut label, mut value, mut clauses) = (None, None, None, Vec::new());
    for p in kids(node) {
        match p.as_rule() {
            Rule::name => name = Some(b.word(&p)),
            Rule::text => label = Some(b.text(p)),
            Rule::expr => value = Some(exprs::expr(b, p)),
            Rule::clause_block => clauses = clause_block(b, p),
            _ => {}
        }
    }
    Some(ItemKind::Define(Define { name: name?, label, value: value?, clauses }))
}

fn table(b: &mut Builder<'_>, node: Node<'_>) -> Built<ItemKind> {
    let (mut name, mut label, mut parameters, mut result) = (None, None, Vec::new(), None);
    let (mut rows, mut clauses) = (Vec::new(), Vec::new());
    for p in kids(node) {
        match p.as_rule() {
            Rule::name => name = Some(b.word(&p)),
            Rule::text => label = Some(b.text(p)),
            Rule::params => parameters = params(b, p),
            Rule::type_name => result = type_name(b, p),
            Rule::row => rows.extend(row(b, p)),
            Rule::clause => clauses.extend(clause(b, p)),
            _ => {}
        }
    }
    Some(ItemKind::Table(Table { name: name?, label, params: parameters, result: result?, rows, clauses }))
}

fn function(b: &mut Builder<'_>, node: Node<'_>) -> Built<ItemKind> {
    let (mut name, mut parameters, mut result, mut file) = (None, Vec::new(), None, None);
    for p in kids(node) {
        match p.as_rule() {
            Rule::name => name = Some(b.word(&p)),
            Rule::params => parameters = params(b, p),
            Rule::type_name => result = type_name(b, p),
            Rule::text => file = Some(b.text(p)),
            _ => {}
        }
    }
    Some(ItemKind::Function(Function { name: name?, params: parameters, result: result?, file: file? }))
}

fn params(b: &mut Builder<'_>, node: Node<'_>) -> Vec<Param> {
    kids(node)
        .filter_map(|p| {
            let mut parts = kids(p);
            let name = b.word(&parts.next()?);
            let ty = parts.next().and_then(|t| type_name(b, t));
            Some(Param { name, ty })
        })
        .collect()
}

fn type_name(b: &mut Builder<'_>, node: Node<'_>) -> Built<TypeName> {
    let inner = kids(node).next()?;
    let span = b.tight(&inner);
    let kind = match (inner.as_rule(), inner.as_str()) {
        (Rule::word_type, "text") => TypeKind::Text,
        (Rule::word_type, "yes-no") => TypeKind::YesNo,
        (Rule::word_type, _) => TypeKind::Number(None),
        (Rule::list_type, _) => TypeKind::ListOf(kids(inner).next()?.as_str().to_string()),
        _ => TypeKind::Number(Some(b.unit(&inner).node)),
    };
    Some(TypeName { kind, span })
}

fn codes(b: &mut Builder<'_>, node: Node<'_>) -> Built<ItemKind> {
    let (mut name, mut label, mut members) = (None, None, None);
    for p in kids(node) {
        match p.as_rule() {
            Rule::name => name = Some(b.word(&p)),
            Rule::text => label = Some(b.text(p)),
            Rule::set => members = set(b, p),
            _ => {}
        }
    }
    Some(ItemKind::Codes(Codes { name: name?, label, set: members? }))
}

/// Operands and operators, grouped to the left.
fn set(b: &mut Builder<'_>, node: Node<'_>) -> Built<Spanned<SetExpr>> {
    let (mut left, mut op, mut count) = (None::<Spanned<SetExpr>>, None, 0usize);
    for p in kids(node) {
        if p.as_rule() == Rule::set_op {
            op = Some(match p.as_str() {
                "+" => SetOp::Plus,
                "-" => SetOp::Minus,
                _ => SetOp::And,
            });
            count += 1;
            if count > MAX_OPERATORS {
                let span = b.span(&p);
                b.diags.push(
                    Diag::new(
                        Code::NestingTooDeep,
                        span,
                        format!("more than {MAX_OPERATORS} operators in one code set"),
                    )
                    .help("list codes of one system with commas, or name a part with `codes`"),
                );
                return left;
            }
            continue;
        }
        let right = set_operand(b, p)?;
        left = Some(match (left, op) {
            (Some(l), Some(op)) => {
                let span = l.span.to(right.span);
                Spanned { node: SetExpr::Op(Box::new(l), op, Box::new(right)), span }
            }
            _ => right,
        });
    }
    left
}

fn set_operand(b: &mut Builder<'_>, node: Node<'_>) -> Built<Spanned<SetExpr>> {
    let inner = kids(node).next()?;
    let span = b.tight(&inner);
    let expr = match inner.as_rule() {
        Rule::set_paren => SetExpr::Paren(Box::new(set(b, kids(inner).next()?)?)),
        Rule::set_file => SetExpr::From(b.text(kids(inner).next()?)),
        Rule::code_group => {
            let (system, codes) = code_group(b, inner)?;
            SetExpr::Codes { system, codes }
        }
        _ => SetExpr::Name(b.word(&inner)),
    };
    Some(Spanned { node: expr, span })
}

/// A system and codes of it.
pub(super) fn code_group(b: &mut Builder<'_>, node: Node<'_>) -> Built<(SystemName, Vec<CodeItem>)> {
    let (mut system, mut codes) = (None, Vec::new());
    for p in kids(node) {
        match p.as_rule() {
            Rule::short_system => system = kids(p).next().map(|n| SystemName::Short(b.word(&n))),
            Rule::uri_system => system = kids(p).next().map(|t| SystemName::Uri(b.text(t))),
            Rule::code_item => codes.extend(code_item(b, p)),
            _ => {}
        }
    }
    Some((system?, codes))
}

fn code_item(b: &mut Builder<'_>, node: Node<'_>) -> Built<CodeItem> {
    let (mut code, mut branch, mut display) = (None, false, None);
    for p in kids(node) {
        match p.as_rule() {
            Rule::code_text => {
                for part in kids(p) {
                    match part.as_rule() {
                        Rule::star => branch = true,
                        _ => code = Some(b.word(&part)),
                    }
                }
            }
            Rule::text => display = Some(b.text(p)),
            _ => {}
        }
    }
    Some(CodeItem { code: code?, branch, display })
}
