// SPDX-License-Identifier: Apache-2.0
// What looking at many prompts at once costs: neighbours come out of one listing, and those that are far apart do not
// bring along all that lies between them.
#include "object_workshop.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ObjectOverviews : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void neighboursComeOutOfOneListing();
    void whatLiesBetweenIsNotListed();
    void aDenseBeginningDoesNotDecideForTheRest();
};

namespace {

/// Counts what listings give.
class CountingClient final : public ObjectClient
{
public:
    struct Count
    {
        int listings = 0;
        qsizetype keys = 0;
    };
    CountingClient(std::shared_ptr<ObjectClient> next, std::shared_ptr<Count> count)
        : m_next(std::move(next))
        , m_count(std::move(count))
    {}
    [[nodiscard]] QUrl url() const override { return m_next->url(); }
    [[nodiscard]] QString backend() const override { return m_next->backend(); }
    [[nodiscard]] ObjectResult<ObjectAbilities> abilities(std::stop_token stop) override
    {
        return m_next->abilities(std::move(stop));
    }
    [[nodiscard]] ObjectResult<QDateTime> serverTime(std::stop_token stop) override
    {
        return m_next->serverTime(std::move(stop));
    }
    [[nodiscard]] ObjectResult<ObjectData> get(const QString &key, std::optional<ByteRange> range,
                                               const QByteArray &etag, qint64 maximum, std::stop_token stop) override
    {
        return m_next->get(key, range, etag, maximum, std::move(stop));
    }
    [[nodiscard]] ObjectResult<ObjectInfo> head(const QString &key, std::stop_token stop) override
    {
        return m_next->head(key, std::move(stop));
    }
    [[nodiscard]] ObjectResult<ObjectInfo> put(const QString &key, RepeatableSource &content,
                                               const ObjectCondition &condition, std::stop_token stop) override
    {
        return m_next->put(key, content, condition, std::move(stop));
    }
    [[nodiscard]] ObjectResult<void> remove(const QString &key, std::stop_token stop) override
    {
        return m_next->remove(key, std::move(stop));
    }
    [[nodiscard]] ObjectResult<void> copy(const QString &from, const QString &to, std::stop_token stop) override
    {
        return m_next->copy(from, to, std::move(stop));
    }
    [[nodiscard]] ObjectResult<void> claim(const QString &key, std::stop_token stop) override
    {
        return m_next->claim(key, std::move(stop));
    }
    [[nodiscard]] ObjectResult<void> unclaim(const QString &key, std::stop_token stop) override
    {
        return m_next->unclaim(key, std::move(stop));
    }
    [[nodiscard]] ObjectResult<ObjectPage> list(const Listing &listing, std::stop_token stop) override
    {
        auto page = m_next->list(listing, std::move(stop));
        ++m_count->listings;
        m_count->keys += page ? std::ssize(page->objects) : 0;
        return page;
    }

private:
    const std::shared_ptr<ObjectClient> m_next;
    const std::shared_ptr<Count> m_count;
};

/// A library of "p-000", "p-001", …, each with three keys.
struct Row
{
    ObjectWorkshop workshop{conditional()};
    std::shared_ptr<CountingClient::Count> count = std::make_shared<CountingClient::Count>();
    std::shared_ptr<Storage> storage;

    explicit Row(int prompts)
    {
        std::vector<Prompt> all;
        for (int i = 0; i < prompts; ++i)
            all.push_back(makePrompt(at(i).toString(), u"1.0.0"));
        for (const auto &stored : workshop.open(1)->capabilities().batches->storeMany(all, {}, {})) {
            if (!stored)
                qFatal("%s", qUtf8Printable(stored.error().toString()));
        }
        ObjectParts parts = systemObjectParts();
        parts.workers = 1;
        auto client = std::make_shared<CountingClient>(ObjectServer::connect(workshop.share(), 2), count);
        storage = *openObjectLibrary(std::move(client), makeOptions(), parts);
        *count = {};
    }
    static Name at(int i) { return makeName(u"p-%1"_s.arg(i, 4, 10, QLatin1Char('0'))); }
    /// Whether each of them was found.
    [[nodiscard]] bool finds(const std::vector<Name> &names) const
    {
        return std::ranges::all_of(storage->capabilities().overviews->overviews(names, {}), [](const auto &overview) {
            return overview && overview->versions == std::vector{makeVersion(u"1.0.0")};
        });
    }
};

} // namespace

void ObjectOverviews::neighboursComeOutOfOneListing()
{
    const Row row(200);
    std::vector<Name> names;
    for (int i = 0; i < 200; ++i)
        names.push_back(Row::at(i));
    QVERIFY(row.finds(names));
    QVERIFY2(row.count->listings <= 3, qPrintable(QString::number(row.count->listings)));
}

// 60 of 1,200: a listing of all that lies between gives 3,600 keys, one each gives 180.
void ObjectOverviews::whatLiesBetweenIsNotListed()
{
    const Row row(1200);
    std::vector<Name> names;
    for (int i = 0; i < 1200; i += 20)
        names.push_back(Row::at(i));
    QVERIFY(row.finds(names));
    QVERIFY2(row.count->keys < 400, qPrintable(QString::number(row.count->keys)));
}

// 40 beside each other, then 60 far apart: what does not pay is given up after a page.
void ObjectOverviews::aDenseBeginningDoesNotDecideForTheRest()
{
    const Row row(2400);
    std::vector<Name> names;
    for (int i = 0; i < 40; ++i)
        names.push_back(Row::at(i));
    for (int i = 40; i < 2400; i += 40)
        names.push_back(Row::at(i));
    QVERIFY(row.finds(names));
    QVERIFY2(row.count->keys < 3'000, qPrintable(QString::number(row.count->keys)));
}

QTEST_GUILESS_MAIN(ObjectOverviews)
#include "test_object_overviews.moc"
