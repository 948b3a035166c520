//! Ordering by dependency, and the circles that forbid it.
//!
//! Iterative: a chain of ten thousand definitions must not exhaust the stack.

use std::collections::BTreeSet;

/// An order in which each comes after what it needs, and the circles found;
/// members of a circle are in the order too, at an arbitrary but fixed place.
pub(crate) fn order(needs: &[Vec<usize>]) -> (Vec<usize>, Vec<Vec<usize>>) {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut state = vec![State::New; needs.len()];
    let (mut sorted, mut circles) = (Vec::new(), Vec::new());
    let mut in_circle = BTreeSet::new();
    for start in 0..needs.len() {
        // A node with the position of the next thing it needs.
        let mut path: Vec<(usize, usize)> = Vec::new();
        if state.get(start) == Some(&State::New) {
            path.push((start, 0));
        }
        while let Some((node, next)) = path.pop() {
            if let Some(s) = state.get_mut(node) {
                *s = State::Open;
            }
            match needs.get(node).and_then(|n| n.get(next)) {
                Some(&need) => {
                    path.push((node, next + 1));
                    match state.get(need) {
                        Some(State::New) => path.push((need, 0)),
                        Some(State::Open) => {
                            let circle: Vec<usize> =
                                path.iter().map(|(n, _)| *n).skip_while(|n| *n != need).collect();
                            // One diagnostic for entangled circles.
                            if !circle.iter().any(|n| in_circle.contains(n)) {
                                in_circle.extend(circle.iter().copied());
                                circles.push(circle);
                            }
                        }
                        _ => {}
                    }
                }
                None => {
                    if let Some(s) = state.get_mut(node) {
                        *s = State::Done;
                    }
                    sorted.push(node);
                }
            }
        }
    }
    (sorted, circles)
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn each_after_what_it_needs() {
        let (sorted, circles) = order(&[vec![2], vec![0], vec![]]);
        assert_eq!((sorted, circles), (vec![2, 0, 1], vec![]));
    }

    #[test]
    fn circles_are_found_once() {
        assert_eq!(order(&[vec![1], vec![2], vec![0], vec![0]]).1, [vec![0, 1, 2]]);
        assert_eq!(order(&[vec![0]]).1, [vec![0]]);
        let chain: Vec<Vec<usize>> =
            (0..50_000).map(|i| if i == 0 { vec![] } else { vec![i - 1] }).rev().collect();
        assert_eq!(order(&chain).0.len(), 50_000);
    }
}
