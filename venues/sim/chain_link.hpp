#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/types.hpp"

namespace basis::sim {

/// A withdrawal that leaves a simulated exchange over a chain.
struct ChainPayment {
  std::string venue;
  std::string client;
  std::int64_t movement = 0;  ///< its number at the client
  std::string asset;
  Amount amount;  ///< what arrives
  std::string address;
  std::string transaction{};  ///< the hash; empty: it is not sent yet
};

/// A payment on the chain to an address of a simulated exchange.
struct ChainDeposit {
  std::string id;  ///< names it for good: the transaction and its place there
  std::string address;
  std::string asset;
  Amount amount;
  std::string transaction;  ///< the hash
};

/// Until where the chain's payments are counted for good.
struct ChainMark {
  std::uint64_t block = 0;
  std::string hash;
};

/// The chain that simulated exchanges pay over.
class ChainLink {
 public:
  virtual ~ChainLink() = default;
  /// Where a client pays in: always the same for the same names.
  [[nodiscard]] virtual std::string deposit_address(std::string_view venue, std::string_view client) = 0;
  [[nodiscard]] virtual bool carries(std::string_view asset) const = 0;
  /// Takes a payment on; `ExchangeService::payment_sent` and `payment_ended` tell what becomes of it.
  virtual void pay(const ChainPayment& payment) = 0;

 protected:
  ChainLink() = default;
  ChainLink(const ChainLink&) = default;
  ChainLink& operator=(const ChainLink&) = default;
};

}  // namespace basis::sim
