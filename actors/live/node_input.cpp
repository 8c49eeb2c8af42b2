#include "actors/live/node_input.hpp"

#include "core/results/journal_fields.hpp"

// The members of the inputs, in the order of their bytes. A change of these lists is another `kVersion`; a kind that is
// added behind the others is not, since what has none of it is read as before.

namespace basis {
namespace {

/// Of what follows; another one is not read.
constexpr std::uint8_t kVersion = 1;

}  // namespace

template <class C>
void fields(C& c, Coded<C, node_input::Began>& v) {
  std::uint8_t version = kVersion;
  c(version);
  if (version != kVersion) {
    if constexpr (C::kReads) c.fail();
    return;
  }
  c(v.mode, v.settings, v.configuration, v.node_id, v.capital, v.wallet, v.starts_paused, v.adopt);
}
template <class C>
void fields(C& c, Coded<C, node_input::Fed>& v) {
  c(v.account, v.answer, v.connection, v.channel);
}
template <class C>
void fields(C& c, Coded<C, node_input::FeedLost>& v) {
  c(v.account, v.connection);
}
template <class C>
void fields(C& c, Coded<C, node_input::OrderTold>& v) {
  c(v.account, v.report);
}
template <class C>
void fields(C& c, Coded<C, node_input::AccountTold>& v) {
  c(v.account, v.report);
}
template <class C>
void fields(C& c, Coded<C, node_input::NotSent>& v) {
  c(v.account, v.id, v.action, v.failure);
}
template <class C>
void fields(C& c, Coded<C, node_input::OrderFound>& v) {
  c(v.account, v.record);
}
template <class C>
void fields(C& c, Coded<C, node_input::OrderMissing>& v) {
  c(v.account, v.id);
}
template <class C>
void fields(C& c, Coded<C, node_input::QueryFailed>& v) {
  c(v.account, v.id);
}
template <class C>
void fields(C& c, Coded<C, node_input::MarketFound>& v) {
  c(v.account, v.download);
}
template <class C>
void fields(C& c, Coded<C, node_input::ReadinessChanged>& v) {
  c(v.account, v.market, v.readiness.connected, v.readiness.synced, v.position);
}
template <class C>
void fields(C& c, Coded<C, node_input::StatusChanged>& v) {
  c(v.account, v.state, v.text, v.until);
}
template <class C>
void fields(C& c, Coded<C, node_input::Alerted>& v) {
  c(v.account, v.kind, v.text);
}
template <class C>
void fields(C& c, Coded<C, node_input::OffsetMeasured>& v) {
  c(v.account, v.offset);
}
template <class C>
void fields(C& c, Coded<C, node_input::Collected>& v) {
  c(v.account, v.call);
}
template <class C>
void fields(C& c, Coded<C, node_input::Paid>& v) {
  c(v.order, v.status, v.reason, v.fee);
}
template <class C>
void fields(C& c, Coded<C, node_input::Asked>& v) {
  c(v.command, v.equity);
}
template <class C>
void fields(C& c, Coded<C, node_input::Warned>& v) {
  c(v.source, v.kind, v.text);
}
template <class C>
void fields(C& c, Coded<C, node_input::Limited>& v) {
  c(v.rule, v.state, v.reason);
}
template <class C>
void fields(C&, Coded<C, node_input::Turned>&) {}
template <class C>
void fields(C&, Coded<C, node_input::StopAsked>&) {}
template <class C>
void fields(C&, Coded<C, node_input::Finished>&) {}

namespace {

template <std::size_t Index = 0>
bool read_body(ByteReader& reader, std::size_t kind, node_input::Body& body) {
  if constexpr (Index == std::variant_size_v<node_input::Body>) {
    return false;
  } else {
    if (kind != Index) return read_body<Index + 1>(reader, kind, body);
    reader(body.emplace<Index>());
    return reader.done();
  }
}

}  // namespace

std::string encode_input(std::uint32_t after_calls, const node_input::Body& body) {
  ByteWriter writer;
  writer(static_cast<std::uint8_t>(body.index()), after_calls);
  std::visit([&](const auto& value) { writer(value); }, body);
  return std::move(writer).take();
}

std::optional<NodeInput> decode_input(std::string_view bytes) {
  ByteReader reader(bytes);
  std::uint8_t kind = 0;
  NodeInput input;
  reader(kind, input.after_calls);
  if (!read_body(reader, kind, input.body)) return std::nullopt;
  return input;
}

}  // namespace basis
