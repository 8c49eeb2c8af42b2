// What the readers of frames are made of.
#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "venues/wire/short_word.hpp"
#include "venues/wire/skip.hpp"
#include "venues/wire/usual_lengths.hpp"

namespace basis::wire {
namespace {

/// `text` with what readers may look at behind it.
std::string padded(const std::string& text, char slack = '\0') { return text + std::string(64, slack); }

TEST_CASE("short words are equal when their texts are") {
  const std::string sixteen = "abcdefghijklmnop";
  CHECK(ShortWord::of("trade") == ShortWord::of("trade"));
  CHECK_FALSE(ShortWord::of("trade") == ShortWord::of("trades"));
  CHECK_FALSE(ShortWord::of("") == ShortWord::of("a"));
  CHECK_FALSE(ShortWord::of(sixteen) == ShortWord::of(sixteen + "q"));
  for (std::size_t length = 0; length <= sixteen.size(); ++length) {
    const std::string word = sixteen.substr(0, length);
    CAPTURE(word);
    CHECK(ShortWord::before(padded(word + "\"rest").data(), '@', '"') == ShortWord::of(word));
    CHECK(ShortWord::before(padded(word + "@rest\"").data(), '@', '"') == ShortWord::of(word));
    CHECK(ShortWord::before(padded(word + "@rest\"").data(), '@') == ShortWord::of(word));
    CHECK_FALSE(ShortWord::before(padded(word + "\"rest@").data(), '@') == ShortWord::of(word));
  }
  CHECK(ShortWord::before(padded(sixteen + "q\"").data(), '@') == ShortWord{});
}

TEST_CASE("a word names its message, and no other does") {
  enum class Kind { unknown, one, two };
  constexpr std::array kNames = {NamedMessage<Kind>{"depth", Kind::one}, NamedMessage<Kind>{"depth20", Kind::two}};
  CHECK(named(kNames, ShortWord::of("depth")) == Kind::one);
  CHECK(named(kNames, ShortWord::of("depth20")) == Kind::two);
  for (const char* other : {"", "dept", "depth2", "depth200", "a word that is too long"})
    CHECK(named(kNames, ShortWord::of(other)) == Kind::unknown);
}

/// The fields of `text` one by one, as far as they are plain.
template <std::size_t kBytes>
std::vector<std::pair<std::string, std::string>> fields_of(const std::string& text) {
  const std::string memory = padded(text);
  PlainFields<kBytes> look(memory.data());
  std::vector<std::pair<std::string, std::string>> found;
  const char* at = memory.data();
  for (;;) {
    const PlainField field = look.next(at);
    if (field.begin == nullptr) return found;
    CHECK(field.begin == at);
    found.emplace_back(field.name(), field.value());
    at = field.end() + 1;
  }
}

TEST_CASE("plain fields are those that lie in the look, up to the first that is none") {
  using Fields = std::vector<std::pair<std::string, std::string>>;
  const auto check = [](const std::string& text, const Fields& all) {
    CAPTURE(text);
    CHECK(fields_of<64>(text) == all);
    // The shorter look sees those that end in it.
    Fields near;
    std::size_t end = 0;
    for (const auto& [name, value] : all) {
      end += name.size() + value.size() + 6;
      if (end - 1 <= 32) near.emplace_back(name, value);
    }
    CHECK(fields_of<32>(text) == near);
  };
  check(R"("a":"1","bc":"","d":"x y")", {{"a", "1"}, {"bc", ""}, {"d", "x y"}});
  check(R"("a":1,"b":"2")", {});
  check(R"("a" :"1","b":"2")", {});
  check(R"("a":"1\\","b":"2")", {});
  check("\"a\":\"1\t\",\"b\":\"2\"", {});
  check("\"a\":\"\xc3\xa9\",\"b\":\"2\"", {});
  check(R"("a":"1","b":2,"c":"3")", {{"a", "1"}});
  check(R"("a":"1" ,"b":"2")", {{"a", "1"}});
  check(R"("a":"1","b":"\\")", {{"a", "1"}});
  check("\"" + std::string(27, 'n') + "\":\"\"", {{std::string(27, 'n'), ""}});
  check("\"a\":\"" + std::string(58, 'v') + "\"", {{"a", std::string(58, 'v')}});
  check("\"a\":\"" + std::string(59, 'v') + "\"", {});
}

TEST_CASE("to a key over fields of any kind") {
  const auto to = [](const std::string& text, std::string_view key) -> std::ptrdiff_t {
    const std::string memory = padded(text);
    const char* const found = skip_to(memory.data(), memory.data() + text.size(), key);
    return found == nullptr ? -1 : found - memory.data();
  };
  const std::string text =
      R"("e":"x","T":123,"on":true,"in":{},"off":false,"list":[],"nil":null,"z":0,"n":-1.50,"s":"yes","last":"z"})";
  CHECK(to(text, "s") == static_cast<std::ptrdiff_t>(text.find(R"("s":"yes")")));
  CHECK(to(text, "last") == static_cast<std::ptrdiff_t>(text.find(R"("last")")));
  CHECK(to(text, "T") == 8);
  CHECK(to(text, "none") == -1);
  CHECK(to(R"("e":"x";"s":"y"})", "s") == -1);
  // What is seldom is left to the parser that reads in any order.
  CHECK(to(R"("in":{"s":"no"},"s":"y"})", "s") == -1);
  CHECK(to(R"("list":[1],"s":"y"})", "s") == -1);
  CHECK(to(R"("p":1e5,"s":"y"})", "s") == -1);
  for (const char* const number : {"01", "-", "1.", ".5", "+1", "-.5", "1 "}) {
    CAPTURE(number);
    CHECK(to(R"("p":)" + std::string(number) + R"(,"s":"y"})", "s") == -1);
  }
  CHECK(to(R"("e":x,"s":"y"})", "s") == -1);
  CHECK(to(R"("e":"x",)", "s") == -1);
  // Behind the end of the frame nothing counts.
  const std::string memory = R"("e":"x","s":"y")" + std::string(64, ' ');
  CHECK(skip_to(memory.data(), memory.data() + 7, "s") == nullptr);
}

TEST_CASE("skipped text stands where the same bytes do") {
  SkippedText kept;
  const std::string text = padded(R"("e":"trade",)");
  CHECK_FALSE(kept.stands_at(text.data()));
  kept.keep(text.data());
  kept.length = 12;
  CHECK(kept.stands_at(text.data()));
  for (std::size_t i = 0; i < SkippedText::kKept; ++i) {
    std::string other = text;
    other[i] = static_cast<char>(other[i] ^ 1);
    CAPTURE(i);
    CHECK(kept.stands_at(other.data()) == (i >= 12));
  }
  kept.length = SkippedText::kKept;
  CHECK(kept.stands_at(text.data()));
  kept.length = SkippedText::kKept + 1;
  CHECK_FALSE(kept.stands_at(text.data()));
}

}  // namespace
}  // namespace basis::wire
