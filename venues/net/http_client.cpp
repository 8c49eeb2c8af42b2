// Requests over connections that are kept.
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <deque>

#include "venues/net/http_line.hpp"

namespace basis::net {
namespace {

/// The connections of one client, and the requests that wait for one.
class HttpPool final : public HttpLineOwner, public std::enable_shared_from_this<HttpPool> {
 public:
  HttpPool(BeastNetwork::Core& core, Endpoint endpoint, std::size_t most)
      : core_(core), endpoint_(std::move(endpoint)), most_(std::max<std::size_t>(most, 1)) {}

  void enqueue(std::string bytes, bool head, Nanos limit, HttpClient::Done done);
  void fail_soon(const std::string& reason, HttpClient::Done done);
  void close();
  /// Gives what waits to connections that are free, and makes more where they are allowed.
  void dispatch();
  void remove(HttpLine* line) override {
    std::erase_if(lines_, [&](const auto& each) { return each.get() == line; });
  }
  void dispatch_later() override {
    asio::post(core_.context, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->dispatch();
    });
  }
  [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }

 private:
  bool give_to_free_line();
  void open_line();
  void dialled(Dial* dial, WireStream stream, const std::string& fault);
  void time_out(const std::shared_ptr<Exchange>& exchange, Nanos limit);

  BeastNetwork::Core& core_;
  Endpoint endpoint_;
  std::size_t most_;
  std::deque<std::shared_ptr<Exchange>> waiting_;
  std::vector<std::shared_ptr<HttpLine>> lines_;
  std::vector<std::unique_ptr<Dial>> dials_;
  std::vector<std::shared_ptr<Exchange>> failing_;  ///< will be told
};

void HttpPool::enqueue(std::string bytes, bool head, Nanos limit, HttpClient::Done done) {
  auto exchange = std::make_shared<Exchange>(core_.context, std::move(bytes), std::move(done));
  exchange->head = head;
  exchange->limit.expires_after(std::chrono::nanoseconds(limit.count));
  exchange->limit.async_wait([weak = weak_from_this(), exchange, limit](IoFault fault) {
    const auto self = weak.lock();
    if (!fault && self && !exchange->ended) self->time_out(exchange, limit);
  });
  waiting_.push_back(std::move(exchange));
  dispatch();
}

void HttpPool::fail_soon(const std::string& reason, HttpClient::Done done) {
  auto exchange = std::make_shared<Exchange>(core_.context, std::string(), std::move(done));
  failing_.push_back(exchange);
  asio::post(core_.context, [weak = std::weak_ptr(exchange), pool = weak_from_this(), reason] {
    const auto held = weak.lock();
    if (const auto self = pool.lock()) std::erase(self->failing_, held);
    if (held) held->end(HttpFailure{false, reason});
  });
}

void HttpPool::time_out(const std::shared_ptr<Exchange>& exchange, Nanos limit) {
  const auto reason = fmt::format("no answer within {} ms", limit.count / 1'000'000);
  for (const auto& line : lines_)
    if (line->exchange() == exchange) return std::shared_ptr(line)->end(reason);
  std::erase(waiting_, exchange);
  exchange->end(HttpFailure{false, reason});
}

void HttpPool::dispatch() {
  while (!waiting_.empty() && give_to_free_line()) {
  }
  // As many attempts as there are requests without a connection, and no more than are allowed.
  while (dials_.size() < waiting_.size() && lines_.size() + dials_.size() < most_) open_line();
}

bool HttpPool::give_to_free_line() {
  const auto free = std::ranges::find_if(lines_, [](const auto& line) { return !line->busy(); });
  if (free == lines_.end()) return false;
  const auto line = *free;
  const auto exchange = waiting_.front();
  if (line->take(exchange)) waiting_.pop_front();
  return true;
}

void HttpPool::open_line() {
  auto& place = dials_.emplace_back();
  const auto self = std::make_shared<Dial*>(nullptr);
  // The requests' own limits end it earlier where they are shorter.
  place = dial(core_.context, core_.dialling(), endpoint_, kSecond * 30,
               [this, self](WireStream stream, const std::string& fault) { dialled(*self, std::move(stream), fault); });
  *self = place.get();
}

void HttpPool::dialled(Dial* dial, WireStream stream, const std::string& fault) {
  const auto held = shared_from_this();
  std::erase_if(dials_, [&](const auto& each) { return each.get() == dial; });
  if (fault.empty()) {
    lines_.push_back(std::make_shared<HttpLine>(*this, std::move(stream)));
    lines_.back()->listen();
    return dispatch();
  }
  if (waiting_.empty()) return;
  const auto first = waiting_.front();
  waiting_.pop_front();
  dispatch_later();
  first->end(HttpFailure{false, fault});
}

void HttpPool::close() {
  dials_.clear();
  for (const auto& exchange : waiting_) {
    exchange->done = nullptr;
    exchange->limit.cancel();
  }
  for (const auto& exchange : failing_) exchange->done = nullptr;
  waiting_.clear();
  for (const auto& line : std::exchange(lines_, {})) {
    if (line->exchange()) line->exchange()->done = nullptr;
    line->part();
    line->end({});
  }
}

class PooledClient final : public HttpClient {
 public:
  explicit PooledClient(std::shared_ptr<HttpPool> pool) : pool_(std::move(pool)) {}
  ~PooledClient() override { pool_->close(); }
  PooledClient(const PooledClient&) = delete;
  PooledClient& operator=(const PooledClient&) = delete;

  void send(HttpRequest request, Nanos limit, Done done) override {
    std::string bytes = fmt::format("{} {}{} HTTP/1.1\r\nHost: {}\r\n", request.method, pool_->endpoint().path,
                                    request.target, pool_->endpoint().authority());
    for (const HttpHeader& header : request.headers)
      fmt::format_to(std::back_inserter(bytes), "{}: {}\r\n", header.name, header.value);
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT")
      fmt::format_to(std::back_inserter(bytes), "Content-Length: {}\r\n", request.body.size());
    bytes += "\r\n";
    if (broken(request)) return pool_->fail_soon("a line break in a request's head", std::move(done));
    bytes += request.body;
    pool_->enqueue(std::move(bytes), request.method == "HEAD", limit, std::move(done));
  }
  void send_encoded(std::string_view bytes, Nanos limit, Done done) override {
    pool_->enqueue(std::string(bytes), bytes.starts_with("HEAD "), limit, std::move(done));
  }

 private:
  /// A line break in a value would begin another header, or another request.
  static bool broken(const HttpRequest& request) {
    const auto has_break = [](std::string_view text) { return text.find_first_of("\r\n") != std::string_view::npos; };
    return has_break(request.method) || has_break(request.target) ||
           std::ranges::any_of(request.headers,
                               [&](const HttpHeader& each) { return has_break(each.name) || has_break(each.value); });
  }
  std::shared_ptr<HttpPool> pool_;
};

}  // namespace

std::unique_ptr<HttpClient> make_http_client(BeastNetwork::Core& core, const Endpoint& endpoint,
                                             std::size_t connections) {
  return std::make_unique<PooledClient>(std::make_shared<HttpPool>(core, endpoint, connections));
}

}  // namespace basis::net
