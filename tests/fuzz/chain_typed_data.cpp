#include <cstdlib>
#include <string_view>

#include "venues/chain/typed_data.hpp"

// Any text as a typed document: hashes that are the same again, or an error with a reason.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto hash = basis::chain::hash_typed_data(text);
  if (!hash && hash.error().text().empty()) std::abort();
  if (hash && hash.value().digest != basis::chain::hash_typed_data(text).value().digest) std::abort();
  return 0;
}
