#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "venues/session.hpp"

namespace basis::client {

/// The network's name where venues call it by the chain's.
inline constexpr std::string_view kEthereum = "ETH";

/// A row of a venue's history of deposits.
struct ListedDeposit {
  std::string transaction;
  DepositState state;
};

/// What a venue's number of a deposit's state means.
struct DepositWord {
  std::int64_t number;
  DepositState::Kind means;
  std::string_view text{};
};

/// A number that is in no table is a state on the way.
DepositState deposit_state(std::span<const DepositWord> words, std::int64_t number);

/// What the rows say of one transaction: of several the one that is least far, and a refusal before all. Hashes are
/// compared without "0x" and case, which venues write as they like.
DepositState deposit_among(const std::vector<ListedDeposit>& rows, std::string_view transaction);

/// ASCII letters in lower case.
std::string lower_case(std::string_view text);

}  // namespace basis::client
