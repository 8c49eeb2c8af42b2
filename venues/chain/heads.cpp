#include "venues/chain/heads.hpp"

#include <fmt/format.h>

#include "core/base/json_reader.hpp"
#include "core/base/json_writer.hpp"
#include "venues/chain/json_fields.hpp"
#include "venues/net/backoff.hpp"

namespace basis::chain {

Result<Head> read_head(const boost::json::value& block) {
  const auto* const fields = block.if_object();
  if (fields == nullptr) return Error(ErrorKind::data, "a block is no object");
  Head head;
  BASIS_TRY(head.number, block_number_of(*fields, "number"));
  BASIS_TRY(head.hash, hash_of(*fields, "hash"));
  BASIS_TRY(head.parent, hash_of(*fields, "parentHash"));
  BASIS_TRY(const std::uint64_t seconds, quantity64_of(*fields, "timestamp"));
  if (seconds > 9'000'000'000) return Error(ErrorKind::data, "timestamp: is no time");
  head.time = UtcTime{} + kSecond * static_cast<std::int64_t>(seconds);
  // Chains before EIP-1559 have none.
  if (fields->contains("baseFeePerGas")) {
    BASIS_TRY(head.base_fee, quantity_of(*fields, "baseFeePerGas"));
  }
  return head;
}

/// The subscription. It is opened again while `Heads` lives; asking goes on beside it.
class Heads::Stream final : net::SocketListener {
 public:
  Stream(Heads& heads, const net::Endpoint& endpoint)
      : heads_(heads), endpoint_(endpoint), backoff_(kSecond, kSecond * 30, heads.settings_.seed) {
    open();
  }

 private:
  void open() {
    again_.reset();
    net::SocketRequest request;
    request.endpoint = endpoint_;
    request.target = endpoint_.path.empty() ? "/" : "";
    socket_ = heads_.network_.connect(request, *this);
  }
  void on_open() override { socket_->send(rpc_body({{"eth_subscribe", R"(["newHeads"])"}}, 1)); }
  void on_text(std::string_view text, UtcTime, MonoTime) override {
    const auto message = parse_json(text);
    if (!message) return;
    const auto* const root = message.value().if_object();
    if (root == nullptr) return;
    if (const auto* error = root->if_contains("error"); error != nullptr) {
      heads_.listener_.on_text("the node does not stream its blocks; it is asked for them");
      return;
    }
    const auto* const parameters = root->if_contains("params");
    if (parameters == nullptr || !parameters->is_object()) return;
    const auto* const block = parameters->get_object().if_contains("result");
    if (block == nullptr) return;
    const auto head = read_head(*block);
    if (!head) return;
    backoff_.reset();
    heads_.take(head.value());
  }
  void on_closed(const std::string&) override {
    again_ = heads_.network_.after(backoff_.next(), [this] { open(); });
  }

  Heads& heads_;
  net::Endpoint endpoint_;
  net::Backoff backoff_;
  std::unique_ptr<net::Timer> again_;
  std::unique_ptr<net::Socket> socket_;
};

Heads::Heads(net::Network& network, Rpc& rpc, HeadSettings settings, HeadListener& listener)
    : network_(network), rpc_(rpc), settings_(std::move(settings)), listener_(listener) {}

Heads::~Heads() { *alive_ = false; }

void Heads::start() {
  changed_ = network_.now_utc();
  if (settings_.stream) stream_ = std::make_unique<Stream>(*this, *settings_.stream);
  poll();
}

std::optional<bool> Heads::holds(std::uint64_t number, const Hash32& hash) const {
  const Head* const head = at(number);
  if (head == nullptr) return std::nullopt;
  return head->hash == hash;
}

const Head* Heads::at(std::uint64_t number) const {
  if (known_.empty() || number < known_.front().number || number > known_.back().number) return nullptr;
  return &known_[number - known_.front().number];
}

void Heads::poll() {
  rpc_.call({"eth_getBlockByNumber", R"(["latest",false])"}, [this, alive = alive_](const RpcAnswer& answer) {
    if (!*alive) return;
    if (const auto* const block = answer.result()) {
      if (const auto head = read_head(*block)) take(head.value());
    }
    look_at_silence();
    poll_ = network_.after(settings_.poll, [this] { poll(); });
  });
}

void Heads::look_at_silence() {
  if (told_silence_ || network_.now_utc() - changed_ < settings_.silence) return;
  told_silence_ = true;
  listener_.on_text(fmt::format("no new block for {} s: the node, or the chain, stands still",
                                (network_.now_utc() - changed_).count / kSecond.count));
}

void Heads::take(const Head& head) {
  // One that is not newer is the same end, or a node that lags; a fork of this height counts once it has grown.
  if (const Head* const known = tip(); known != nullptr && head.number <= known->number) {
    if (head.number < known->number || head.hash == known->hash) return;
  }
  if (fetching_) return;  // the next question finds it again
  missing_.assign(1, head);
  follow();
}

/// Looks for the block that the missing ones stand on.
void Heads::follow() {
  const Head& lowest = missing_.back();
  const Head* const below = lowest.number == 0 ? nullptr : at(lowest.number - 1);
  const bool joined = below != nullptr && below->hash == lowest.parent;
  // What lies further back than is remembered is taken as it is told.
  const bool beyond = known_.empty() || lowest.number <= known_.front().number || missing_.size() >= kRemembered;
  if (joined || beyond) return adopt();
  fetch(lowest.parent);
}

void Heads::fetch(const Hash32& hash) {
  fetching_ = true;
  JsonWriter parameters;
  parameters.begin_array().string(to_hex(hash)).boolean(false).end_array();
  rpc_.call(
      {"eth_getBlockByHash", std::move(parameters).take()}, [this, hash, alive = alive_](const RpcAnswer& answer) {
        if (!*alive) return;
        fetching_ = false;
        const auto* const block = answer.result();
        const auto head = block == nullptr ? Result<Head>(Error(ErrorKind::data, "no answer")) : read_head(*block);
        // The node that answers may not have it; the next question begins again.
        if (!head || head.value().hash != hash || head.value().number + 1 != missing_.back().number) return;
        missing_.push_back(head.value());
        follow();
      });
}

/// The missing blocks are the end of the chain from here on.
void Heads::adopt() {
  const std::uint64_t from = missing_.back().number;
  const bool joins = at(from) != nullptr || (!known_.empty() && from == known_.back().number + 1);
  const std::uint64_t replaced = joins ? known_.back().number + 1 - from : 0;
  if (joins)
    while (!known_.empty() && known_.back().number >= from) known_.pop_back();
  else
    known_.clear();
  for (auto head = missing_.rbegin(); head != missing_.rend(); ++head) known_.push_back(*head);
  missing_.clear();
  while (known_.size() > kRemembered) known_.pop_front();
  changed_ = network_.now_utc();
  if (told_silence_) listener_.on_text("new blocks come again");
  told_silence_ = false;
  if (replaced > 0) listener_.on_reorg(from, replaced);
  listener_.on_head(known_.back());
}

}  // namespace basis::chain
