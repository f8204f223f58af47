/// The files under `sql/`, embedded when the package is built.
package enum SQLFiles {
  /// The text of the file at a path below `sql/`, as in `catalog/relations.sql`, or nil when there is none.
  package static func text(_ path: String) -> String? { embedded[path] }

  /// The paths below a folder of `sql/`, in order of name.
  package static func paths(below folder: String) -> [String] {
    embedded.keys.filter { $0.hasPrefix(folder + "/") }.sorted()
  }
}
