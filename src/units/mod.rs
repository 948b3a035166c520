//! Units of measure: UCUM parsing, validity, dimensions and exact conversion.
