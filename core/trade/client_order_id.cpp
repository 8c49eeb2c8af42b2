#include "core/trade/client_order_id.hpp"

#include <algorithm>
#include <string>

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
  ClientOrderId id = tag_;
  for (std::size_t digit = kDigits; digit-- > 0; sequence /= 10)
    id.text_[id.size_ + digit] = static_cast<char>('0' + sequence % 10);
  require(sequence == 0, "a run has at most 10^12 orders");
  id.size_ = static_cast<std::uint8_t>(id.size_ + kDigits);
  return id;
}

}  // namespace basis
