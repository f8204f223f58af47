import Catalog
import Introspection
import Testing

@Suite struct AccessListTests {
  @Test(arguments: [
    ("=r/owner", nil, ["SELECT"], [], "owner"),
    ("anon=arwd/owner", "anon", ["SELECT", "INSERT", "UPDATE", "DELETE"], [], "owner"),
    ("a=r*w/b", "a", ["SELECT", "UPDATE"], ["SELECT"], "b"),
    ("\"odd=role\"=X/\"o\"\"wner\"", "odd=role", ["EXECUTE"], [], "o\"wner"),
  ])
  func items(_ item: String, _ grantee: String?, _ rights: [String], _ grantable: [String], _ grantor: String) throws {
    let grant = try #require(AccessList.Grant(item: item))
    #expect(grant.grantee == grantee)
    #expect(grant.rights.words == rights)
    #expect(grant.grantable.words == grantable)
    #expect(grant.grantor == grantor)
  }

  @Test(arguments: [
    (AccessDefault.function, Privileges.execute, Privileges.execute), (.type, .usage, .usage),
    (.schema, .allOfSchema, Privileges()), (.relation, .allOfTable, Privileges()),
    (.column, Privileges(), Privileges()),
  ])
  func nullStandsForTheDefaultsOfTheKind(_ kind: AccessDefault, _ owner: Privileges, _ everyone: Privileges) {
    let list = AccessList(nil, kind: kind, owner: "boss")
    #expect(list.rights(of: "boss") == owner)
    #expect(list.rights(of: "stranger") == everyone)
  }

  @Test func anEmptyListGivesNothing() {
    #expect(AccessList("{}", kind: .function, owner: "boss").rights(of: "boss") == [])
  }
}
