// Requests in memory.
#include <fmt/format.h>

#include <deque>

#include "core/marketdata/frame.hpp"
#include "venues/net/memory_world.hpp"
#include "venues/net/request_text.hpp"

namespace basis::net {
namespace {

struct MemoryPool;

/// One request, from the call to its end. While it is under way it has one connection of its pool.
class MemoryExchange final : public MemoryConnection, public std::enable_shared_from_this<MemoryExchange> {
 public:
  MemoryExchange(std::shared_ptr<MemoryPool> pool, HttpRequest request, HttpClient::Done done)
      : pool_(std::move(pool)), request_(std::move(request)), done_(std::move(done)) {}

  void limit_to(Nanos limit);
  void go();
  void fail_soon(bool left, const std::string& reason);
  /// Ends it without a call.
  void forget() { done_ = nullptr; }
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] const std::string& host() const override;
  void drop() override;

 private:
  void arrive();
  void respond(const std::optional<HttpResponse>& response);
  void end(std::variant<HttpResponse, HttpFailure> result);

  std::shared_ptr<MemoryPool> pool_;
  HttpRequest request_;
  HttpClient::Done done_;
  std::optional<EventQueue::Key> limit_;
  bool went_ = false;  ///< it has a connection of the pool
  bool sent_ = false;
  bool answered_ = false;
  bool dropped_ = false;
  bool ended_ = false;
};

/// The connections of one client, and the requests that wait for one.
struct MemoryPool {
  std::shared_ptr<MemoryWorld> world;
  Endpoint endpoint;
  std::size_t free = 0;
  std::deque<std::shared_ptr<MemoryExchange>> waiting;
  std::vector<std::weak_ptr<MemoryExchange>> all;

  void fill() {
    while (free > 0 && !waiting.empty()) {
      const auto next = std::move(waiting.front());
      waiting.pop_front();
      if (next->ended()) continue;
      --free;
      next->go();
    }
  }
};

const std::string& MemoryExchange::host() const { return pool_->endpoint.host; }

void MemoryExchange::limit_to(Nanos limit) {
  MemoryWorld& world = *pool_->world;
  limit_ = world.events.add(
      world.now + limit,
      {{}, [self = shared_from_this(), limit] {
         self->end(HttpFailure{self->sent_, fmt::format("no answer within {} ms", limit.count / 1'000'000)});
       }});
}

void MemoryExchange::go() {
  MemoryWorld& world = *pool_->world;
  went_ = true;
  if (world.reach(pool_->endpoint) == nullptr) {
    fail_soon(false, "connection refused");
    return;
  }
  sent_ = true;
  world.keep(shared_from_this());
  UtcTime last = world.now;
  const UtcTime due = world.to_service.arrival(world.now, last);
  world.events.add(due, {host(), [self = shared_from_this()] { self->arrive(); }});
}

void MemoryExchange::fail_soon(bool left, const std::string& reason) {
  pool_->world->soon([self = shared_from_this(), left, reason] { self->end(HttpFailure{left, reason}); });
}

void MemoryExchange::drop() {
  if (!sent_ || ended_ || dropped_) return;
  dropped_ = true;
  fail_soon(true, "connection reset");
}

void MemoryExchange::arrive() {
  // A request whose client has given up has arrived all the same; one of a connection that fell has not.
  if (dropped_) return;
  MemoryWorld& world = *pool_->world;
  const auto found = world.services.find({pool_->endpoint.host, pool_->endpoint.port});
  if (found == world.services.end()) return;
  Service* service = found->second;
  service->advance(world.now);
  std::size_t& lost = world.hosts[host()].lost_answers;
  const bool silent = lost > 0;
  if (silent) --lost;
  request_.peer = "127.0.0.1";
  service->on_request(request_, [self = shared_from_this(), silent](const std::optional<HttpResponse>& response) {
    if (!silent) self->respond(response);
  });
}

void MemoryExchange::respond(const std::optional<HttpResponse>& response) {
  if (answered_ || ended_ || dropped_) return;
  answered_ = true;
  MemoryWorld& world = *pool_->world;
  UtcTime last = world.now;
  const UtcTime due = world.to_client.arrival(world.now, last);
  world.events.add(due, {host(), [self = shared_from_this(), response] {
                           if (self->dropped_) return;
                           if (response)
                             self->end(*response);
                           else
                             self->end(HttpFailure{true, "the peer closed without an answer"});
                         }});
}

void MemoryExchange::end(std::variant<HttpResponse, HttpFailure> result) {
  if (ended_) return;
  ended_ = true;
  MemoryWorld& world = *pool_->world;
  if (limit_) world.events.cancel(*limit_);
  if (auto* response = std::get_if<HttpResponse>(&result)) response->body.reserve(response->body.size() + kFrameSlack);
  const auto done = std::move(done_);
  const auto pool = pool_;
  if (went_) ++pool->free;
  if (done) done(HttpAnswer{std::move(result), world.now});
  pool->fill();
}

class MemoryHttpClient final : public HttpClient {
 public:
  explicit MemoryHttpClient(std::shared_ptr<MemoryPool> pool) : pool_(std::move(pool)) {}
  ~MemoryHttpClient() override {
    pool_->waiting.clear();
    for (const auto& each : pool_->all)
      if (const auto exchange = each.lock()) exchange->forget();
  }
  MemoryHttpClient(const MemoryHttpClient&) = delete;
  MemoryHttpClient& operator=(const MemoryHttpClient&) = delete;

  void send(HttpRequest request, Nanos limit, Done done) override {
    request.target.insert(0, pool_->endpoint.path);
    request.headers.push_back({"Host", pool_->endpoint.authority()});
    enqueue(std::move(request), limit, std::move(done));
  }
  void send_encoded(std::string_view bytes, Nanos limit, Done done) override {
    auto request = parse_request(bytes);
    if (request) return enqueue(std::move(request.value()), limit, std::move(done));
    exchange({}, std::move(done))->fail_soon(false, request.error().text());
  }

 private:
  std::shared_ptr<MemoryExchange> exchange(HttpRequest request, Done done) {
    std::erase_if(pool_->all, [](const auto& each) { return each.expired(); });
    auto exchange = std::make_shared<MemoryExchange>(pool_, std::move(request), std::move(done));
    pool_->all.push_back(exchange);
    return exchange;
  }
  void enqueue(HttpRequest request, Nanos limit, Done done) {
    auto next = exchange(std::move(request), std::move(done));
    next->limit_to(limit);
    pool_->waiting.push_back(std::move(next));
    pool_->fill();
  }

  std::shared_ptr<MemoryPool> pool_;
};

}  // namespace

std::unique_ptr<HttpClient> http_in_memory(std::shared_ptr<MemoryWorld> world, const Endpoint& endpoint,
                                           std::size_t connections) {
  auto pool = std::make_shared<MemoryPool>();
  pool->world = std::move(world);
  pool->endpoint = endpoint;
  pool->free = connections;
  return std::make_unique<MemoryHttpClient>(std::move(pool));
}

}  // namespace basis::net
