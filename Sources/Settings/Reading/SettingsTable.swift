internal import JSONText
internal import SQLText
internal import SystemPackage

/// One table of a settings file, read key by key, with the file and line in every error.
struct SettingsTable: Sendable {
  /// The file that all tables of a document share.
  struct Document: Sendable {
    var file: String
    /// The folder that paths in the file are relative to.
    var folder: FilePath
    var lines: LineIndex
  }

  let document: Document
  let path: [LineIndex.Step]
  let members: [String: TOMLNode]

  /// Reads a file's text.
  init(_ text: String, file: String) throws(SettingsError) {
    members = try TOMLNode.document(text, file: file)
    path = []
    document = Document(file: file, folder: FilePath(file).removingLastComponent(), lines: LineIndex(text))
  }

  private init(_ document: Document, _ path: [LineIndex.Step], _ members: [String: TOMLNode]) {
    self.document = document
    self.path = path
    self.members = members
  }

  var at: FileLine { FileLine(file: document.file, line: document.lines.line(of: path)) }

  func at(_ key: String) -> FileLine {
    FileLine(file: document.file, line: document.lines.line(of: path + [.key(key)]))
  }

  /// Keys in the order in which they stand in the file.
  var keys: [String] { members.keys.sorted { (at($0).line, $0) < (at($1).line, $1) } }

  /// Refuses keys that mean nothing here.
  func allow(_ known: [String]) throws(SettingsError) {
    guard let unknown = keys.first(where: { !known.contains($0) }) else { return }
    let hint =
      NearestName.of(unknown, among: known).map { "did you mean `\($0)`?" }
      ?? "valid keys are \(known.joined(separator: ", "))"
    throw error(unknown, "unknown key `\(unknown)`\(place): \(hint)")
  }

  /// ` in [[secret]]`, or nothing at the top.
  var place: String {
    let names = path.compactMap { step in
      if case .key(let name) = step { name } else { nil }
    }
    guard !names.isEmpty else { return "" }
    let isElement = if case .index = path.last { true } else { false }
    return isElement ? " in [[\(names.joined(separator: "."))]]" : " in [\(names.joined(separator: "."))]"
  }

  func error(_ key: String, _ message: String) -> SettingsError { SettingsError(at: at(key), message: message) }

  // MARK: - Values

  func read<Value>(
    _ key: String, as wanted: String, _ convert: (TOMLNode) -> Value?
  ) throws(SettingsError) -> Value? {
    guard let node = members[key] else { return nil }
    guard let value = convert(node) else { throw error(key, "`\(key)` must be \(wanted), not \(node.kind)") }
    return value
  }

  func string(_ key: String) throws(SettingsError) -> String? {
    try read(key, as: "a string") { if case .string(let value) = $0 { value } else { nil } }
  }

  func bool(_ key: String) throws(SettingsError) -> Bool? {
    try read(key, as: "true or false") { if case .bool(let value) = $0 { value } else { nil } }
  }

  func integer(_ key: String) throws(SettingsError) -> Int? {
    try read(key, as: "a whole number") { if case .integer(let value) = $0 { value } else { nil } }
  }

  func strings(_ key: String) throws(SettingsError) -> [String]? {
    try read(key, as: "a list of strings", \.strings)
  }

  func stringOrStrings(_ key: String) throws(SettingsError) -> [String]? {
    try read(key, as: "a string or a list of strings") {
      if case .string(let value) = $0 { [value] } else { $0.strings }
    }
  }

  /// A key of a row: people write uuids in quotes and numbers without.
  func rowKey(_ key: String) throws(SettingsError) -> String? {
    try read(key, as: "a string or a whole number") { node in
      switch node {
      case .string(let value): value
      case .integer(let value): String(value)
      default: nil
      }
    }
  }

  func date(_ key: String) throws(SettingsError) -> String? {
    try read(key, as: "a date as in 2027-01-01") { node in
      switch node {
      case .date(let value): value
      case .string(let value) where value.utf8.count == 10: value
      default: nil
      }
    }
  }

  func choice<Value: RawRepresentable & CaseIterable>(
    _ key: String, _: Value.Type = Value.self
  ) throws(SettingsError) -> Value? where Value.RawValue == String {
    guard let name = try string(key) else { return nil }
    if let value = Value(rawValue: name) { return value }
    let names = Value.allCases.map(\.rawValue)
    let hint = NearestName.of(name, among: names).map { ": did you mean \"\($0)\"?" } ?? ""
    throw error(key, "`\(key)` must be one of \(names.joined(separator: ", ")), not \"\(name)\"\(hint)")
  }

  func name(_ key: String) throws(SettingsError) -> QualifiedName? {
    guard let text = try string(key) else { return nil }
    guard let name = QualifiedName(parsing: text) else {
      throw error(key, "`\(key)` must be schema.name, quoted as in SQL where needed, not \"\(text)\"")
    }
    return name
  }

  func required<Value>(_ key: String, _ value: Value?) throws(SettingsError) -> Value {
    guard let value else { throw SettingsError(at: at, message: "`\(key)` is missing\(place)") }
    return value
  }

  // MARK: - Tables below

  func table(_ key: String) throws(SettingsError) -> SettingsTable? {
    try read(key, as: "a table", \.table).map { SettingsTable(document, path + [.key(key)], $0) }
  }

  func tables(_ key: String) throws(SettingsError) -> [SettingsTable] {
    let tables = try read(key, as: "a list of tables") { node -> [[String: TOMLNode]]? in
      guard case .array(let nodes) = node else { return nil }
      let tables = nodes.compactMap(\.table)
      return tables.count == nodes.count ? tables : nil
    }
    return (tables ?? []).enumerated().map { index, members in
      SettingsTable(document, path + [.key(key), .index(index)], members)
    }
  }

  /// The table of a list's element, where the element is one.
  func element(_ index: Int, of key: String, _ members: [String: TOMLNode]) -> SettingsTable {
    SettingsTable(document, path + [.key(key), .index(index)], members)
  }

  /// A path of the file, as the program can open it.
  func resolved(_ path: String) -> String { document.folder.pushing(FilePath(path)).lexicallyNormalized().string }
}

extension TOMLNode {
  fileprivate var strings: [String]? {
    guard case .array(let nodes) = self else { return nil }
    let strings = nodes.compactMap { if case .string(let value) = $0 { value } else { nil } }
    return strings.count == nodes.count ? strings : nil
  }

  var table: [String: TOMLNode]? {
    if case .table(let members) = self { members } else { nil }
  }
}
