#include "core/execution/client_order_id.hpp"

#include <algorithm>
#include <string>

#include "core/execution/number_text.hpp"

namespace basis {
namespace {

bool is_letter_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// Whether `text` is 1 to `longest` letters and digits.
Result<void> check(std::string_view text, const char* what, std::size_t longest) {
  const bool fits = !text.empty() && text.size() <= longest;
  if (fits && std::all_of(text.begin(), text.end(), is_letter_or_digit)) return ok();
  return Error(ErrorKind::usage, std::string(what) + " '" + std::string(text) + "' is not 1 to " +
                                     std::to_string(longest) + " letters and digits");
}

}  // namespace

Result<ClientOrderId> ClientOrderId::parse(std::string_view text) {
  BASIS_TRY(check(text, "client order id", kCapacity));
  ClientOrderId id;
  std::copy(text.begin(), text.end(), id.text_.begin());
  id.size_ = static_cast<std::uint8_t>(text.size());
  return id;
}

Result<ClientOrderIds> ClientOrderIds::create(std::string_view run_tag) {
  BASIS_TRY(check(run_tag, "run tag", kMaxTag));
  BASIS_TRY(const ClientOrderId tag, ClientOrderId::parse(run_tag));
  return ClientOrderIds(tag);
}

ClientOrderId ClientOrderIds::make(std::uint64_t sequence) const {
  constexpr std::uint32_t kEight = 100'000'000;
  require(sequence < std::uint64_t{kEight} * 10'000, "a run has at most 10^12 orders");
  ClientOrderId id = tag_;
  char* const digits = id.text_.data() + id.size_;
  const auto first = static_cast<std::uint32_t>(sequence / kEight);
  detail::write_pair(digits, first / 100);
  detail::write_pair(digits + 2, first % 100);
  detail::write_eight(digits + 4, static_cast<std::uint32_t>(sequence % kEight));
  id.size_ = static_cast<std::uint8_t>(id.size_ + kDigits);
  return id;
}

}  // namespace basis
