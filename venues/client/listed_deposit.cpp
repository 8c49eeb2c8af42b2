#include "venues/client/listed_deposit.hpp"

#include <algorithm>

namespace basis::client {
namespace {

using Kind = DepositState::Kind;

/// How far a payment is, the least first.
constexpr Kind kSteps[] = {Kind::refused, Kind::confirming, Kind::credited, Kind::unseen};

std::ptrdiff_t step_of(Kind kind) { return std::find(std::begin(kSteps), std::end(kSteps), kind) - std::begin(kSteps); }

std::string digits_of(std::string_view hash) {
  std::string digits = lower_case(hash);
  if (digits.starts_with("0x")) digits.erase(0, 2);
  return digits;
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return lower;
}

DepositState deposit_state(std::span<const DepositWord> words, std::int64_t number) {
  for (const DepositWord& word : words)
    if (word.number == number) return {word.means, std::string(word.text)};
  return {Kind::confirming, "the venue's state " + std::to_string(number)};
}

DepositState deposit_among(const std::vector<ListedDeposit>& rows, std::string_view transaction) {
  const std::string wanted = digits_of(transaction);
  DepositState found;
  for (const ListedDeposit& row : rows)
    if (digits_of(row.transaction) == wanted && step_of(row.state.kind) < step_of(found.kind)) found = row.state;
  return found;
}

}  // namespace basis::client
