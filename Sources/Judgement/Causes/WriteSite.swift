internal import Catalog
internal import JSONText
package import PostgREST
package import Probes
package import SQLText

/// Where an earlier request of a chain wrote: what opened the door that the last one went through.
package struct WriteSite: Hashable, Sendable {
  package enum Target: Hashable, Sendable {
    case relation(QualifiedName)
    /// A function by its signature.
    case function(String)
  }

  package var target: Target
  package var method: Request.Method
  /// The columns that it set, or the arguments that it passed.
  package var columns: Set<String>

  package init(_ target: Target, _ method: Request.Method, columns: Set<String> = []) {
    self.target = target
    self.method = method
    self.columns = columns
  }

  /// What is written to, and how, whatever the columns.
  package var place: String { "\(word) \(target)" }

  /// The command of SQL, as GRANT, REVOKE and CREATE POLICY call it.
  var word: String {
    switch method {
    case .patch: "update"
    case .delete: "delete"
    case .post, .put, .get, .head, .options: "insert"
    }
  }

  var right: Privileges {
    switch method {
    case .patch: .update
    case .delete: .delete
    case .post, .put, .get, .head, .options: .insert
    }
  }

  var command: Policy.Command {
    switch method {
    case .patch: .update
    case .delete: .delete
    case .post, .put, .get, .head, .options: .insert
    }
  }
}

extension Surface {
  /// The writes that come before a request's own, where the one who asks made them.
  package func writes(before template: ProbeTemplate) -> [WriteSite] {
    template.predecessor == nil ? template.setup.compactMap(site) : []
  }

  private func site(of request: Request) -> WriteSite? {
    let columns = request.payloadKeys
    switch request.resource {
    case .root: return nil
    case .relation(let name):
      return WriteSite(.relation(relation(named: name, of: request)), request.method, columns: columns)
    case .routine(let name):
      let overloads = catalog.functions(named: relation(named: name, of: request))
      let called = overloads.first { columns.isSubset(of: $0.inputs.map(\.name)) } ?? overloads.first
      return called.map { WriteSite(.function($0.signature), request.method, columns: columns) }
    }
  }
}

extension Request {
  /// What a JSON payload gives a value to, in its first row where it has several.
  package var payloadKeys: Set<String> {
    guard let value = payload?.json else { return Set(arguments.map(\.name)) }
    return Set((value.elements?.first ?? value).members?.map(\.key) ?? [])
  }
}
