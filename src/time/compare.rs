//! Comparing dates and times that are known to different precisions, as CQL 1.5 does.

use super::{PartialTime, Precision, Zone};
use crate::value::{CmpOp, Truth};
use std::cmp::Ordering;

impl PartialTime {
    /// A comparison part by part, from the year down: decided by the first part
    /// that differs, or by equality at the same precision; otherwise, when one of
    /// them says less than the other, unknown. Times with an offset are
    /// compared as instants, others as written in `zone`.
    ///
    /// ```
    /// use curbside::time::PartialTime;
    /// use curbside::value::{CmpOp, Truth};
    /// let t = |s: &str| s.parse::<PartialTime>().unwrap();
    /// let utc = "UTC".parse().unwrap();
    /// assert_eq!(t("2012-01").compare(CmpOp::Lt, &t("2012-02-15"), &utc), Truth::True);
    /// assert_eq!(t("2012").compare(CmpOp::Lt, &t("2012-02"), &utc), Truth::Unknown);
    /// assert_eq!(t("2012").compare(CmpOp::Eq, &t("2012"), &utc), Truth::True);
    /// assert_eq!(t("2012-02-15").compare(CmpOp::Eq, &t("2012-02-15T10:00:00"), &utc), Truth::Unknown);
    /// ```
    pub fn compare(&self, op: CmpOp, o: &PartialTime, zone: &Zone) -> Truth {
        let shared = self.precision().min(o.precision());
        let order = self.order_to(o, shared, zone);
        if order == Ordering::Equal && self.precision() != o.precision() {
            return Truth::Unknown;
        }
        Truth::from(match op {
            CmpOp::Lt => order.is_lt(),
            CmpOp::Le => order.is_le(),
            CmpOp::Gt => order.is_gt(),
            CmpOp::Ge => order.is_ge(),
            CmpOp::Eq => order.is_eq(),
            CmpOp::Ne => order.is_ne(),
        })
    }

    /// Whether both lie in the same year, month, day, minute or second; unknown
    /// when they agree as far as they go and one goes less far.
    ///
    /// ```
    /// use curbside::time::{PartialTime, Precision};
    /// use curbside::value::Truth;
    /// let t = |s: &str| s.parse::<PartialTime>().unwrap();
    /// let utc = "UTC".parse().unwrap();
    /// assert_eq!(t("2012-02-15").same(&t("2012-02-15T10:00:00"), Precision::Day, &utc), Truth::True);
    /// assert_eq!(t("2012-02").same(&t("2012-02-15"), Precision::Day, &utc), Truth::Unknown);
    /// assert_eq!(t("2012-03").same(&t("2012-02-15"), Precision::Day, &utc), Truth::False);
    /// ```
    pub fn same(&self, o: &PartialTime, precision: Precision, zone: &Zone) -> Truth {
        let shared = self.precision().min(o.precision());
        match self.order_to(o, shared.min(precision), zone) {
            Ordering::Equal if shared < precision => Truth::Unknown,
            order => Truth::from(order.is_eq()),
        }
    }

    /// The order of both, cut to a precision that both have.
    fn order_to(&self, o: &PartialTime, precision: Precision, zone: &Zone) -> Ordering {
        if precision == Precision::Second {
            // Instants: a repeated hour is told apart where offsets are given.
            return self.earliest(zone).cmp(&o.earliest(zone));
        }
        let cut = |t: &PartialTime| {
            let w = t.wall_clock(zone);
            let part = |p: Precision, v: i8| if precision >= p { v } else { 0 };
            (
                w.year(),
                part(Precision::Month, w.month()),
                part(Precision::Day, w.day()),
                part(Precision::Minute, w.hour()),
                part(Precision::Minute, w.minute()),
            )
        };
        cut(self).cmp(&cut(o))
    }
}
