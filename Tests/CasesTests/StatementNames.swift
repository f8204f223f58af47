import Judgement
import SQLText

/// The objects that a statement names with their schema, as whole words of SQL, literals aside.
struct StatementNames {
  private(set) var names: [QualifiedName] = []

  init(in statement: String) {
    let bare = statement.replacing(/'(?:[^']|'')*'/, with: "''")
    for match in bare.matches(of: Self.dotted) {
      guard let name = QualifiedName(parsing: String(match.output)), !names.contains(name) else { continue }
      names.append(name)
    }
  }

  private static var dotted: Regex<Substring> {
    /(?:"(?:[^"]|"")+"|[A-Za-z_][A-Za-z0-9_$]*)(?:\.(?:"(?:[^"]|"")+"|[A-Za-z_][A-Za-z0-9_$]*))+/
  }
}

extension Door {
  /// As the cases name it: a function without its arguments.
  var name: String {
    guard case .function(let signature) = self else { return description }
    return String(signature.prefix { $0 != "(" })
  }
}
