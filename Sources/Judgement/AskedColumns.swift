package import PostgREST

extension LogicTree {
  /// The names of the columns that the tree asks about.
  package var fields: [String] {
    switch self {
    case .group(_, _, let trees): trees.flatMap(\.fields)
    case .condition(let field, _): [field.name]
    }
  }
}
