import JSONText
import PostgREST
import Probes
import Testing

/// Of many writes that went through, few of each principal are looked behind: some of every kind.
@Suite struct PermittedWritesTests {
  private static func write(_ text: String) -> PermittedWrite {
    let words = text.split(separator: " ").map(String.init)
    let requests = words[1].split(separator: "+").map { step -> Request in
      let name = String(step.dropFirst())
      return step.hasPrefix("-") ? .delete(from: name) : .call(name, posting: .object([]))
    }
    return PermittedWrite(requests, by: words[0])
  }

  private static func text(_ write: PermittedWrite) -> String {
    let steps = write.requests.map { request in
      switch request.resource {
      case .relation(let name): "-\(name)"
      case .routine(let name): "!\(name)"
      case .root: "/"
      }
    }
    return "\(write.principal) \(steps.joined(separator: "+"))"
  }

  @Test(arguments: [
    (["a -keys"], 3, ["a -keys"]), ([], 3, []), (["a -keys"], 0, []),
    // One of each kind before the second of any, in their order.
    (["a -keys", "a -keys", "a -keys", "a !join"], 2, ["a -keys", "a !join"]),
    (["a -keys", "a -keys", "a !join", "a !join"], 3, ["a -keys", "a !join", "a -keys"]),
    (["a -keys", "a -notes", "a -keys"], 2, ["a -keys", "a -notes"]),
    // A chain is another kind than its last step alone.
    (["a -keys", "a -keys", "a !join+-keys"], 2, ["a -keys", "a !join+-keys"]),
    // As many of each principal, in order of name.
    (["b -keys", "a -keys", "b -notes", "a -keys"], 1, ["a -keys", "b -keys"]),
  ])
  func fewOfEachPrincipal(_ writes: [String], _ most: Int, _ expected: [String]) {
    #expect(writes.map(Self.write).fewOfEachPrincipal(most).map(Self.text) == expected)
  }
}
