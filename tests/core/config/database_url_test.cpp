#include "core/config/database_url.hpp"

#include <doctest/doctest.h>

using namespace basis;

TEST_CASE("addresses of both databases, and what is shown of them") {
  struct Row {
    std::string text;
    DatabaseKind kind;
    std::string reveal;
    std::string shown;
  };
  const DatabaseKind lite = DatabaseKind::sqlite;
  const DatabaseKind server = DatabaseKind::postgresql;
  const Row rows[] = {
      {"sqlite:///data/history.db", lite, "/data/history.db", "sqlite:///data/history.db"},
      {"sqlite:history.db", lite, "history.db", "sqlite:history.db"},
      {"sqlite:./a b%.db", lite, "./a b%.db", "sqlite:./a b%.db"},
      {"postgresql:///history", server, "postgresql:///history", "postgresql:///history"},
      {"postgres://h/d", server, "postgres://h/d", "postgres://h/d"},
      {"postgresql://u@h:5432/d", server, "postgresql://u@h:5432/d", "postgresql://u@h:5432/d"},
      {"postgresql://u:hush@[::1]:5432,b/d", server, "postgresql://u:hush@[::1]:5432,b/d",
       "postgresql://u:********@[::1]:5432,b/d"},
      {"postgresql://u:hu?sh:x@h/d", server, "postgresql://u:hu?sh:x@h/d", "postgresql://u:********@h/d"},
      {"postgresql://h/d?user=u&password=hush&sslmode=require&sslpassword=hush2", server,
       "postgresql://h/d?user=u&password=hush&sslmode=require&sslpassword=hush2",
       "postgresql://h/d?user=u&password=********&sslmode=require&sslpassword=********"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto url = DatabaseUrl::parse(row.text);
    REQUIRE_MESSAGE(url, url.error().text());
    CHECK(url.value().kind() == row.kind);
    CHECK(url.value().reveal() == row.reveal);
    CHECK(url.value().shown() == row.shown);
  }
}

TEST_CASE("a malformed address is one line that says what is allowed and repeats no password") {
  const std::pair<std::string, std::string> rows[] = {
      {"", "it is empty"},
      {"history.db", "it has no scheme"},
      {"host=h password=hush", "it has no scheme"},
      {"u:hush@h://d", "it has no scheme"},
      {"mysql://u:hush@h/d", "unknown scheme 'mysql'"},
      {"sqlite://history.db", "a third slash"},
      {"sqlite:", "a file name is missing"},
      {"sqlite:///", "a file name is missing"},
      {"sqlite:///data/", "a file name is missing"},
      {"sqlite:///a\nb", "control character"},
      {"postgresql://u:hu sh@h/d", "a space"},
      {"postgresql://u:hush%4@h/d", "two hexadecimal digits"},
      {"postgresql://u:hush%00@h/d", "two hexadecimal digits"},
      {"postgresql://u:hu@sh@h/d", "is written %40"},
      {"postgresql://u:hu/sh@h/d", "is written %2F"},
      {"postgresql://h:54x/d", "from 1 to 65535"},
      {"postgresql://h:0/d", "from 1 to 65535"},
      {"postgresql://a:1,h:65536/d", "from 1 to 65535"},
      {"postgresql://[::1]:hush/d", "from 1 to 65535"},
  };
  for (const auto& [text, says] : rows) {
    CAPTURE(text);
    const auto url = DatabaseUrl::parse(text);
    REQUIRE_FALSE(url);
    CHECK(url.error().kind == ErrorKind::usage);
    REQUIRE(url.error().lines.size() == 1);
    const std::string& line = url.error().text();
    CHECK_MESSAGE(line.find(says) != std::string::npos, line);
    CHECK(line.find("allowed: sqlite:///path/file.db") != std::string::npos);
    for (const char* word : {"hush", "hu sh", "hu@", "sh@", "\n"}) CHECK(line.find(word) == std::string::npos);
  }
}

TEST_CASE("a library's words become one line without the password, as written or decoded") {
  const auto url = DatabaseUrl::parse("postgresql://u:h%40sh@h/d?sslpassword=other");
  REQUIRE(url);
  CHECK(url.value().without_password("FATAL:  no h@sh,\n\tno h%40sh, no other \n") ==
        "FATAL: no ********, no ********, no ********");
  CHECK(url.value().without_password("bad postgresql://u:h%40sh@h/d?sslpassword=other") ==
        "bad postgresql://u:********@h/d?sslpassword=********");
}
