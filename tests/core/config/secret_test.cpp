#include "core/config/secret.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <concepts>
#include <cstdlib>
#include <new>
#include <ostream>
#include <string>
#include <type_traits>

namespace {

/// The block whose end is watched, and what was in it when it was given back.
struct Watch {
  const void* block = nullptr;
  std::size_t size = 0;
  bool freed = false;
  bool all_zero = false;
};

Watch watch;

void look_and_free(void* block) noexcept {
  if (block != nullptr && block == watch.block) {
    const char* bytes = static_cast<const char*>(block);
    watch.freed = true;
    watch.all_zero = std::all_of(bytes, bytes + watch.size, [](char c) { return c == 0; });
    watch.block = nullptr;
  }
  std::free(block);
}

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) {
  out << value;
};

}  // namespace

// Freed memory may not be read, so the test looks at the moment of giving it back.
void* operator new[](std::size_t size) {
  if (void* block = std::malloc(size > 0 ? size : 1)) return block;
  throw std::bad_alloc();
}
void operator delete[](void* block) noexcept { look_and_free(block); }
void operator delete[](void* block, std::size_t) noexcept { look_and_free(block); }

using namespace basis;

// A secret cannot get out by copying, comparing, streaming, formatting or converting.
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!Streamable<Secret>);
static_assert(Streamable<std::string>);
static_assert(!fmt::is_formattable<Secret>::value);
static_assert(!std::is_convertible_v<Secret, std::string> && !std::is_convertible_v<Secret, std::string_view>);
static_assert(!std::equality_comparable<Secret>);

TEST_CASE("a secret moves and masks") {
  Secret secret("hunter2");
  CHECK(secret.is_set());
  CHECK(secret.reveal() == "hunter2");
  CHECK(secret.masked() == "********");
  Secret moved(std::move(secret));
  CHECK(moved.reveal() == "hunter2");
  CHECK_FALSE(secret.is_set());  // NOLINT(bugprone-use-after-move): that is what is asked
  Secret other("swordfish");
  other = std::move(moved);
  CHECK(other.reveal() == "hunter2");
  CHECK(Secret().masked() == "(unset)");
  CHECK_FALSE(Secret("").is_set());
}

TEST_CASE("a secret wipes its bytes before it gives them back") {
  const std::string text = "a credential long enough to be seen";
  SUBCASE("when it goes") {
    Secret secret(text);
    watch = {secret.reveal().data(), text.size(), false, false};
  }
  SUBCASE("when another is moved into it") {
    Secret secret(text);
    watch = {secret.reveal().data(), text.size(), false, false};
    secret = Secret("another");
    CHECK(secret.reveal() == "another");
  }
  CHECK(watch.freed);
  CHECK(watch.all_zero);
}
