import Foundation

/// What `/proc` says of the processes.
enum ProcessTable {
  static var all: [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }
  }

  static func commandLine(of process: Int32) -> String { text("\(process)/cmdline") }

  /// Neither gone nor a zombie.
  static func isAlive(_ process: Int32) -> Bool {
    let state = fields(of: process).first
    return state != nil && state != "Z" && state != "X"
  }

  /// Children, grandchildren and so on.
  static func descendants(of process: Int32) -> [Int32] {
    let children = Dictionary(grouping: all) { fields(of: $0).dropFirst().first.flatMap { Int32($0) } ?? 0 }
    var found: [Int32] = []
    var open = [process]
    while let next = open.popLast() {
      found += children[next] ?? []
      open += children[next] ?? []
    }
    return found
  }

  static func processes(naming text: String) -> [Int32] { all.filter { commandLine(of: $0).contains(text) } }

  /// What follows the name in `stat`: the state, the parent and so on.
  private static func fields(of process: Int32) -> [Substring] {
    text("\(process)/stat").split(separator: ")").last?.split(separator: " ") ?? []
  }

  private static func text(_ path: String) -> String {
    (try? String(contentsOfFile: "/proc/\(path)", encoding: .utf8)) ?? ""
  }
}
