package import SQLText

/// A table, view or sequence: anything of `pg_class` that can be read with SELECT.
package struct Relation: Hashable, Sendable {
  /// `pg_class.relkind`.
  package enum Kind: Character, Hashable, Sendable, CaseIterable {
    case table = "r"
    case partitionedTable = "p"
    case view = "v"
    case materializedView = "m"
    case foreignTable = "f"
    case sequence = "S"
    case compositeType = "c"
  }

  package var oid: OID
  package var name: QualifiedName
  package var kind: Kind
  package var owner: String
  /// The type of a whole row, as functions take it; 0 for a sequence before Postgres 14 gave none.
  package var rowType: OID = 0
  package var isPartition = false
  /// Direct parents by inheritance or partitioning, in the order of `inhseqno`.
  package var parents: [OID] = []
  package var rowSecurity = false
  package var forcesRowSecurity = false
  /// A view's option: reads below it happen with the caller's rights instead of the owner's.
  package var securityInvoker = false
  package var securityBarrier = false
  /// By rule, trigger or because Postgres can rewrite it: what `pg_relation_is_updatable` says, triggers included.
  package var isInsertable = false
  package var isUpdatable = false
  package var isDeletable = false
  package var access = AccessList()
  package var comment: String?
  /// In the order of `attnum`, dropped ones left out.
  package var columns: [Column] = []
  /// Names of the primary key's columns, in the key's order.
  package var primaryKey: [String] = []
  /// The query of a view or materialized view, as `pg_get_viewdef` prints it.
  package var viewDefinition: String?
  /// Where the columns of a view come from.
  package var lineage: [ColumnOrigin] = []
  /// The server of a foreign table.
  package var foreignServer: String?
  /// The extension that made it.
  package var extensionName: String?
  /// Estimated rows, from the last ANALYZE; -1 when unknown.
  package var estimatedRows = -1.0

  package init(oid: OID, name: QualifiedName, kind: Kind, owner: String) {
    self.oid = oid
    self.name = name
    self.kind = kind
    self.owner = owner
  }

  package var isView: Bool { kind == .view || kind == .materializedView }

  /// Whether whoever may read it reads what lies below with other rights than its own: the owner's in a view without
  /// `security_invoker`, the refresher's in a materialized view, the user mapping's in a foreign table.
  package var readsAsOwner: Bool {
    switch kind {
    case .view: !securityInvoker
    case .materializedView, .foreignTable: true
    case .table, .partitionedTable, .sequence, .compositeType: false
    }
  }

  package func column(_ name: String) -> Column? { columns.first { $0.name == name } }
}

/// A column of a view that is, unchanged, a column of another relation (`resorigtbl`, `resorigcol` of its target list).
package struct ColumnOrigin: Hashable, Sendable {
  /// The view's `attnum`.
  package var column: Int
  package var relation: OID
  package var relationColumn: Int

  package init(column: Int, relation: OID, relationColumn: Int) {
    self.column = column
    self.relation = relation
    self.relationColumn = relationColumn
  }
}
