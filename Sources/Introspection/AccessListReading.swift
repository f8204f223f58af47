package import Catalog

/// The kind of object an access list is of; a NULL list stands for other rights in each.
package enum AccessDefault {
  case relation, sequence, schema, function, type, server, column, none

  /// What the owner and PUBLIC have when nothing was ever granted or revoked (`acldefault`).
  func grants(owner: String) -> [AccessList.Grant] {
    func own(_ rights: Privileges) -> AccessList.Grant {
      AccessList.Grant(grantee: owner, rights: rights, grantor: owner)
    }
    func everyone(_ rights: Privileges) -> AccessList.Grant {
      AccessList.Grant(grantee: nil, rights: rights, grantor: owner)
    }
    switch self {
    case .relation: return [own(.allOfTable)]
    case .sequence: return [own(.allOfSequence)]
    case .schema: return [own(.allOfSchema)]
    case .function: return [everyone(.execute), own(.execute)]
    case .type: return [everyone(.usage), own(.usage)]
    case .server: return [own(.usage)]
    case .column, .none: return []
    }
  }
}

extension AccessList {
  /// Reads an `aclitem[]`; NULL stands for the defaults of the object's kind.
  package init(_ text: String?, kind: AccessDefault, owner: String) {
    guard let text else {
      self.init(kind.grants(owner: owner))
      return
    }
    self.init(ArrayText.elements(of: text).compactMap { $0.flatMap(Grant.init(item:)) })
  }
}

extension AccessList.Grant {
  /// Reads `grantee=rights/grantor`: an empty grantee is PUBLIC, a star behind a right allows to pass it on.
  package init?(item: String) {
    var rest = Substring(item)
    let name = Self.takeRole(from: &rest)
    guard rest.popFirst() == "=" else { return nil }
    self.init(grantee: name.isEmpty ? nil : name, rights: [], grantor: "")
    var last: Privileges = []
    while let letter = rest.popFirst(), letter != "/" {
      if letter == "*" {
        grantable.formUnion(last)
      } else {
        last = Privileges.letters.first { $0.letter == letter }?.right ?? []
        rights.formUnion(last)
      }
    }
    grantor = Self.takeRole(from: &rest)
  }

  /// A role's name, in double quotes where it is not plain.
  private static func takeRole(from rest: inout Substring) -> String {
    guard rest.first == "\"" else {
      let name = rest.prefix { $0 != "=" && $0 != "/" }
      rest.removeFirst(name.count)
      return String(name)
    }
    rest.removeFirst()
    var name = ""
    while let character = rest.popFirst() {
      if character != "\"" {
        name.append(character)
      } else if rest.first == "\"" {
        name.append("\"")
        rest.removeFirst()
      } else {
        break
      }
    }
    return name
  }
}
