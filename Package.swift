// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let collections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")

/// A target of the pipeline; DESIGN's rule is that it imports only what stands below it.
func layer(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
  name: "trespass",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "trespass", targets: ["trespass"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
  ],
  targets: [
    // 0
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
    // What runs in a fork or a signal handler, where nothing of Swift may.
    .target(name: "CSupervisor", cSettings: [.enableWarning("all"), .treatAllWarnings(as: .error)]),
    layer("SQLText"),
    layer("JSONText"),
    .executableTarget(name: "EmbedSQL", swiftSettings: strict),
    .plugin(
      name: "EmbedSQLPlugin", capability: .buildTool(), dependencies: ["EmbedSQL"], path: "Sources/EmbedSQLPlugin"),
    .target(name: "SQLFiles", swiftSettings: strict, plugins: ["EmbedSQLPlugin"]),
    layer("SQLAnswers"),
    // 1: values made of values; none links libpq but the shell and what reads the catalog through it.
    layer("Postgres", ["CLibPQ", "CSupervisor", "SQLText", "SQLAnswers", system]),
    layer("Catalog", ["SQLText", collections]),
    layer("Introspection", ["SQLText", "SQLFiles", "Catalog", "Postgres"]),
    layer("PostgREST", ["SQLText", "JSONText", "SQLAnswers", "Catalog", collections]),
    layer("Probes", ["SQLText", "JSONText", "Catalog", "PostgREST", collections]),
    layer("Judgement", ["SQLText", "JSONText", "Catalog", "PostgREST", "Probes", collections]),
    layer("Rounds", ["Catalog", "PostgREST", "Probes", "Judgement"]),
    layer("Reports", ["JSONText", "Judgement", "PostgREST", "Probes"]),
    // 2
    layer(
      "Provisioning",
      ["SQLText", "JSONText", "SQLAnswers", "SQLFiles", "Postgres", "Catalog", "Probes", collections, system]),
    layer(
      "Settings",
      [
        "SQLText", "JSONText", "Postgres", "Catalog", "PostgREST", "Probes", "Judgement", "Provisioning", collections,
        system, .product(name: "TOMLKit", package: "TOMLKit"),
      ]),
    layer(
      "Execution",
      ["SQLText", "JSONText", "SQLAnswers", "Postgres", "Catalog", "PostgREST", "Probes", "Provisioning"]),
    layer(
      "Examinations",
      [
        "SQLText", "SQLFiles", "JSONText", "SQLAnswers", "Postgres", "Catalog", "Introspection", "PostgREST", "Probes",
        "Judgement", "Rounds", "Settings", "Provisioning", "Execution",
      ]),
    layer(
      "RepairTrials",
      [
        "SQLText", "JSONText", "Postgres", "Catalog", "Introspection", "PostgREST", "Probes", "Judgement", "Rounds",
        "Execution", "Examinations",
      ]),
    // 3
    layer(
      "Assessment",
      [
        "SQLText", "JSONText", "Postgres", "Catalog", "Introspection", "PostgREST", "Probes", "Judgement", "Rounds",
        "Reports", "Settings", "Provisioning", "Execution", "Examinations", "RepairTrials",
      ]
    ),
    // 4
    .executableTarget(
      name: "trespass",
      dependencies: [
        "Assessment", "Settings", "Reports", "Judgement", "Execution", "PostgREST", "Postgres", "Probes", "JSONText",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "Bench",
      dependencies: [
        "Assessment", "Settings", "SQLText", "SQLAnswers", "Postgres", "Catalog", "Introspection", "PostgREST",
        "Probes", "Judgement", "Execution", "Provisioning",
      ], swiftSettings: strict),
    tests("SQLTextTests", ["SQLText"]),
    tests("JSONTextTests", ["JSONText"]),
    tests("PostgRESTTests", ["PostgREST", "SQLAnswers", "Catalog", "SQLText", "JSONText"]),
    tests(
      "ConformanceTests",
      ["Assessment", "Settings", "Execution", "PostgREST", "SQLAnswers", "Catalog", "SQLText", "JSONText"]),
    tests("CatalogTests", ["Catalog", "Introspection", "Postgres", "SQLAnswers", "SQLText"]),
    tests(
      "SchemaCacheTests",
      ["PostgREST", "Catalog", "Introspection", "Postgres", "SQLAnswers", "SQLText", "JSONText"]),
    tests("ProbesTests", ["Catalog", "JSONText", "PostgREST", "Probes", "SQLText"]),
    tests("JudgementTests", ["Judgement", "Probes", "Catalog", "SQLText"]),
    tests(
      "ExecutionTests",
      [
        "Execution", "Catalog", "Introspection", "PostgREST", "Postgres", "Probes", "SQLAnswers", "SQLText", "JSONText",
      ]),
    tests("ReportsTests", ["Reports", "Judgement", "Probes", "PostgREST", "SQLText", "JSONText"]),
    tests(
      "CasesTests", ["Assessment", "Settings", "JSONText", "Judgement", "PostgREST", "Probes", "Reports", "SQLText"]),
    tests("SystemsTests", ["Assessment", "Settings", "JSONText", "Judgement", "Probes", "Reports"]),
    // A program to be killed, for the tests of what its server does then.
    .executableTarget(
      name: "ServerHolder", dependencies: ["Postgres", system], path: "Tests/ServerHolder", swiftSettings: strict),
    tests("ServerTests", ["Postgres", "SQLAnswers", "SQLText", "ServerHolder", subprocess, system]),
    tests("CommandTests", ["trespass", subprocess, system]),
    tests("ProvisioningTests", ["Provisioning", "Postgres", "SQLAnswers", "SQLText"]),
    tests(
      "SettingsTests",
      ["Settings", "Provisioning", "Postgres", "PostgREST", "Probes", "Judgement", "JSONText", "SQLText"]),
  ]
)
