//! Inputs, with their answers and units, and observations of the record.

use super::*;

impl Writer<'_, '_> {
    /// Everything that the guideline reads, and nobody but the record or the host gives.
    pub(super) fn inputs(&mut self, foreign: &BTreeMap<String, Foreign>) {
        let flow = self.r.flow;
        let used: Vec<String> =
            flow.kinds.keys().filter(|id| !flow.table.get(id).assigned).cloned().collect();
        for id in used {
            if foreign.contains_key(&id) {
                continue;
            }
            if flow.g.element(&id).is_none_or(|(b, _)| !b.input) && !flow.table.get(&id).given {
                continue;
            }
            let (name, text, mut doc) = (self.name(&id), quoted(&flow.g.name(&id)), self.doc(&id));
            if let Some((b, _)) = flow.g.element(&id).filter(|(b, _)| !b.predicates.is_empty()) {
                doc += &format!("/// Which one: {}.\n", Asked::of(flow.g, b).words.join(", "));
            }
            let row = self.r.mapped.get(&id).cloned();
            match flow.kinds.get(&id).cloned() {
                Some(Kind::Time) if row.is_some() => {
                    self.answers.insert(id, Answer::Birth);
                }
                Some(Kind::Number(units)) if row.is_some() => {
                    let mut all = Vec::new();
                    for (u, row) in units.iter().zip(row.iter().cycle()) {
                        let unit = u.clone().unwrap_or_else(|| "1".into());
                        self.observations.insert(row.name(&unit), row.declaration(&unit));
                        all.push((row.name(&unit), unit));
                    }
                    self.answers.insert(id, Answer::Observation(all));
                }
                Some(Kind::YesNo(yes)) => {
                    let codes = flow.options(&id);
                    let at = codes.get(yes).map(|o| o.code.key());
                    self.inputs += &format!("{doc}input {name} {text} {{ yes-no }}\n");
                    self.answers.insert(id, Answer::YesNo(name, at.into_iter().collect()));
                }
                Some(Kind::Choice) => {
                    self.inputs += &format!("{doc}input {name} {text} {{\n");
                    if let Some(row) = &row {
                        self.inputs += &format!("  code {}\n", row.codes);
                    }
                    let options = flow.options(&id);
                    let words = self.r.choices.get(&id).cloned().unwrap_or_default();
                    let pointed = options.iter().all(|o| o.points.is_some());
                    let mut keys = Vec::new();
                    for (o, word) in options.iter().zip(&words) {
                        let points = o.points.filter(|_| pointed).map_or(String::new(), |p| format!(" {p}"));
                        let answer = row.iter().flat_map(|r| &r.answers).find(|(at, _)| *at == o.code.code);
                        let code = answer.map_or(String::new(), |(_, c)| format!(" {c}"));
                        self.inputs += &format!("  choice {word} {}{points}{code}\n", quoted(&label(o)));
                        keys.push((key(&o.code.key(), o.points), word.clone()));
                    }
                    if options.len() == 1 && !pointed {
                        self.inputs += "  choice anything-else \"anything else\"\n";
                    }
                    if let Some(row) = row.as_ref().filter(|r| !r.window.is_empty()) {
                        self.inputs += &format!("  window {}\n", row.window);
                    }
                    self.inputs += "}\n";
                    self.answers.insert(id, Answer::Choice(name, keys));
                }
                Some(Kind::Time) => {
                    self.inputs += &format!("{doc}input {name} {text} {{ date }}\n");
                    self.answers.insert(id, Answer::Date(name));
                }
                Some(Kind::Text) => {
                    // A text that is only asked whether it is there.
                    self.inputs += &format!("{doc}input {name} {text} {{ yes-no }}\n");
                    self.answers.insert(id, Answer::YesNo(name, Vec::new()));
                }
                Some(Kind::Number(units)) => {
                    let mut all = Vec::new();
                    for u in &units {
                        let unit = u.clone().unwrap_or_else(|| "1".into());
                        let name = self.r.in_unit(&id, &unit);
                        let clause = if unit == "1" {
                            String::new()
                        } else {
                            format!("\n  unit {}", unit_text(&unit))
                        };
                        self.inputs += &format!("{doc}input {name} {text} {{\n  number{clause}\n}}\n");
                        all.push((name, unit));
                    }
                    self.answers.insert(id, Answer::Number(all));
                }
                _ => {}
            }
        }
    }
}
