extension CatalogSnapshot {
  /// The type below all domains.
  package func baseType(of oid: OID) -> OID {
    var base = oid
    while let type = type(base), type.kind == .domain { base = type.domainBase }
    return base
  }
}

/// OIDs that Postgres never changes.
package enum WellKnownType {
  package static let bytea: OID = 17
  package static let text: OID = 25
  package static let json: OID = 114
  package static let xml: OID = 142
  package static let character: OID = 1042
  package static let characterVarying: OID = 1043
  package static let bit: OID = 1560
  package static let bitVarying: OID = 1562
  package static let record: OID = 2249
  package static let trigger: OID = 2279
  package static let anyelement: OID = 2283
  package static let jsonb: OID = 3802
}
