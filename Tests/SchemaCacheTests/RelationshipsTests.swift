import Foundation
import PostgREST
import SQLText
import Testing

/// Every relationship that a real PostgREST listed, each with its cardinality, path and address.
@Suite struct RelationshipsTests {
  /// One line of `relationships.tsv`.
  struct Line: Hashable {
    var source: String
    var cardinality: String
    var target: String
    var via: String
    var junction: String
    var columns: String
    var isSelf: Bool
    var isToOne: Bool
  }

  @Test func areTheRecordedOnes() async throws {
    let cache = try await ConformanceDatabase.cache()
    let recorded = try Self.recorded().map(\.line)
    let ours = cache.relationships.map(Line.init)
    #expect(ours.count == 376)
    #expect(Self.counts(ours).subtracting(Self.counts(recorded)) == [], "not recorded")
    #expect(Self.counts(recorded).subtracting(Self.counts(ours)) == [], "not found")
  }

  @Test func haveAnAddressWhereTheRecordedOnesHave() async throws {
    let cache = try await ConformanceDatabase.cache()
    let recorded = Dictionary(grouping: try Self.recorded(), by: \.line)
    for (relationship, spelling) in zip(cache.relationships, cache.spellings()) {
      let line = Line(relationship)
      let addresses = try #require(recorded[line]?.first?.addresses, "\(line)")
      if let spelling {
        let text = spelling.target + (spelling.hint.map { "!" + $0 } ?? "")
        #expect(" \(addresses) ".contains(" \(text) "), "\(line) is not addressed by \(text)")
      } else {
        #expect(addresses == "unaddressable ", "\(line) has an address")
      }
    }
  }

  @Test func everyRecordedAddressMeansOneRelationship() async throws {
    let cache = try await ConformanceDatabase.cache()
    var tried = 0
    // Names that hold spaces cannot be told from the spaces between addresses.
    for (line, addresses) in try Self.recorded() where !"\(line)".contains(" tbl") && !"\(line)".contains("ixed ") {
      for address in addresses.split(separator: " ") where address != "unaddressable" {
        let source = line.source.split(separator: ".").map(String.init)
        let parts = address.split(separator: "!").map(String.init)
        let matches = cache.matches(
          origin: source[1], in: Identifier(source[0]), target: parts[0], hint: parts.count > 1 ? parts[1] : nil)
        #expect(matches.map(Line.init) == [line], "\(line.source) \(address)")
        tried += 1
      }
    }
    #expect(tried > 700)
  }

  /// The lines of the file with the addresses of each in one text, `unaddressable` where there is none.
  private static func recorded() throws -> [(line: Line, addresses: String)] {
    let url = ConformanceDatabase.folder.appending(path: "relationships.tsv")
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst().map { text in
      let fields = text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      let line = Line(
        source: fields[0], cardinality: fields[1], target: fields[2], via: fields[3], junction: fields[4],
        columns: fields[5], isSelf: fields[6] == "true", isToOne: fields[7] == "true")
      return (line, fields[8] + " " + fields[9])
    }
  }

  private static func counts(_ lines: [Line]) -> Set<[String]> {
    var counts: [Line: Int] = [:]
    for line in lines { counts[line, default: 0] += 1 }
    return Set(counts.map { ["\($0.key)", "\($0.value)"] })
  }
}

extension RelationshipsTests.Line {
  init(_ relationship: Relationship) {
    source = "\(relationship.source.schema.name).\(relationship.source.name.name)"
    target = "\(relationship.target.schema.name).\(relationship.target.name.name)"
    isSelf = relationship.isSelf
    isToOne = relationship.isToOne
    junction = ""
    columns = Self.text(relationship.columns)
    switch relationship.cardinality {
    case .oneToMany(let constraint, _): (cardinality, via) = ("O2M", constraint)
    case .manyToOne(let constraint, _): (cardinality, via) = ("M2O", constraint)
    case .oneToOne(let constraint, _, _): (cardinality, via) = ("O2O", constraint)
    case .computed(let function, let toOne):
      (cardinality, via) = (toOne ? "C1" : "CN", "\(function.schema.name).\(function.name.name)")
    case .manyToMany(let path):
      (cardinality, via) = ("M2M", "\(path.sourceConstraint),\(path.targetConstraint)")
      junction = "\(path.relation.schema.name).\(path.relation.name.name)"
      columns = Self.text(path.sourceColumns) + ";" + Self.text(path.targetColumns)
    }
  }

  private static func text(_ pairs: [ColumnPair]) -> String {
    pairs.map { "\($0.source)=\($0.target)" }.joined(separator: ",")
  }
}
