import Catalog
import Probes
import Testing

/// What texts compare a column with: each case is one policy over one table.
@Suite struct ComparedLiteralsTests {
  private static func literals(_ policy: String, check: String = "true") -> ComparedLiterals {
    var catalog = SmallCatalog()
    catalog.table("public.members", ["id uuid", "role", "org_id uuid"])
    catalog.policy("public.members", policy)
    catalog.check("public.members", "CHECK (\(check))")
    return ComparedLiterals(catalog.snapshot)
  }

  @Test(arguments: [
    ("role = 'admin'", ["admin"]), ("(role)::text = any (array['owner', 'admin'])", ["owner", "admin"]),
    // Those of its own condition come before the others of the text.
    ("kind = 'x' and role = 'admin'", ["admin", "x"]), ("ROLE = 'admin'", ["admin"]),
    // A text that does not name the column says nothing of it.
    ("kind = 'x'", []), ("roles = 'x'", []), ("true", []),
  ])
  func literalsAboutAColumn(_ policy: String, _ expected: [String]) {
    #expect(Self.literals(policy).literals(about: "role") == expected)
  }

  @Test(arguments: [
    ("level(role) >= 3", [3]), ("role between 2 and 5", [2, 5]), ("role = 'x' and rank > 7", []), ("rank > 7", []),
  ])
  func numbersAboutAColumn(_ policy: String, _ expected: [Int]) {
    #expect(Self.literals(policy).numbers(about: "role") == expected)
  }

  @Test(arguments: [
    ("org_id = members.tenant", ["tenant"]), ("tenant = m.org_id", ["tenant"]), ("org_id = (tenant)::uuid", ["tenant"]),
    ("org_id <> tenant", []), ("org_id = 'x'", []), ("tenant = firm", []), ("org_id = org_id", []),
  ])
  func partnersAreSetEqual(_ policy: String, _ expected: [String]) {
    #expect(Self.literals(policy).partners(of: "org_id").sorted() == expected)
  }

  @Test(arguments: [
    ("auth.email() like role", true), ("auth.email() ~~ ('%@'::text || role)", true), ("x ~ role", true),
    ("role like '%admin%'", false), ("role = 'x'", false), ("x like kind", false),
  ])
  func aColumnIsAPattern(_ policy: String, _ expected: Bool) {
    #expect(Self.literals(policy).isPattern("role") == expected)
  }

  @Test(arguments: [
    ("role is null", true), ("ROLE IS NULL or true", true), ("role is not null", false), ("kind is null", false),
  ])
  func aColumnIsAskedForNull(_ policy: String, _ expected: Bool) {
    #expect(Self.literals(policy).asksForNull("role") == expected)
  }

  @Test(arguments: [
    ("role = any (array['owner', 'member'])", ["owner", "member"]), ("kind = 'x'", []), ("role <> ''", [""]),
  ])
  func whatAConstraintAllowsIsApart(_ check: String, _ expected: [String]) {
    let literals = Self.literals("true", check: check)
    #expect(literals.checked("role") == expected)
    #expect(literals.literals(about: "role").isEmpty)
    #expect(!literals.names("role"))
  }

  @Test func literalsOfPoliciesAreKept() {
    #expect(Self.literals("private.has_role('admin')").ofPolicies == ["admin"])
  }
}
