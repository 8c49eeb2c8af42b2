#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "venues/chain/address.hpp"
#include "venues/net/service.hpp"

namespace basis::test {

/// A node that keeps the state of every block of a chain with Multicall3, Aave and two staked tokens. What a contract
/// says follows from the block's number.
class PastChain final : public net::Service {
 public:
  struct Contracts {
    chain::Address multicall, pool, oracle;
    std::map<std::string, chain::Address> tokens, a_tokens, debt_tokens;
  };
  PastChain(Contracts contracts, std::vector<UtcTime> blocks)
      : contracts_(std::move(contracts)), times(std::move(blocks)) {}

  Contracts contracts_;
  std::vector<UtcTime> times;  ///< of the blocks, by number
  std::uint64_t chain_id = 1;
  std::uint64_t multicall_since = 0;                  ///< the first block with Multicall3
  std::map<std::string, std::uint64_t> listed_since;  ///< of a reserve; else from the first on
  std::map<std::string, std::uint64_t> token_since;   ///< the first block with a token's contract
  std::uint64_t kept_since = 0;                       ///< older states are forgotten
  /// Of the request with this number; absent: it is answered. Null: the connection is dropped.
  std::function<std::optional<std::optional<net::HttpResponse>>(std::size_t request)> fault;
  /// Changes the answer to a call.
  std::function<void(const std::string& method, boost::json::object& answer)> bend;
  std::map<std::string, std::size_t> calls;  ///< by method
  std::size_t requests = 0;
  std::size_t largest_batch = 0;
  std::vector<std::pair<UtcTime, std::size_t>> loads;  ///< calls of each request, and when

  /// The index of supply that the pool says in a block, as the history has it.
  [[nodiscard]] static std::string income_text(std::uint64_t number);
  [[nodiscard]] static std::string rate_text(std::uint64_t number);

  void advance(UtcTime now) override { now_ = now; }
  [[nodiscard]] std::optional<UtcTime> next_due() const override { return std::nullopt; }
  void on_request(const net::HttpRequest& request, net::Respond respond) override;
  std::unique_ptr<net::ServerSocketHandler> on_upgrade(const net::HttpRequest&, net::ServerSocket&) override {
    return nullptr;
  }

 private:
  boost::json::object answer(const boost::json::object& call);
  boost::json::value result_of(const std::string& method, const boost::json::array& parameters,
                               boost::json::object& answer);
  boost::json::value block(std::uint64_t number) const;
  std::string multicall(const std::string& data, std::uint64_t number) const;
  std::optional<chain::Bytes> contract(const chain::Address& to, chain::ByteView data, std::uint64_t number) const;

  UtcTime now_;
};

}  // namespace basis::test
