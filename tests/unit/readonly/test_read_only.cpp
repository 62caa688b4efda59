// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/memory.h"
#include "pulse/layers/read_only.h"
#include "pulse/library/library.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class TestReadOnly : public QObject
{
    Q_OBJECT

    std::shared_ptr<Storage> m_below;
    std::unique_ptr<Library> m_writer;
    std::unique_ptr<Library> m_reader;
    Name m_name = Name::parse(u"a"_s).value();

    template <typename T>
    static bool isRefused(const Result<T> &result)
    {
        return !result && result.error().code() == ErrorCode::PermissionDenied &&
               result.error().message() == u"It is read-only."_s;
    }
    PublishRequest request(const QByteArray &content) const
    {
        PublishRequest request{.name = m_name, .content = content};
        return request;
    }

private slots:
    void init()
    {
        const auto clock = std::make_shared<SystemClock>();
        OpenOptions options;
        options.mode = OpenOptions::Mode::CreateIfNone;
        options.clock = clock;
        m_below = MemoryBackend()(QUrl(u"memory:"_s), options).value();
        m_writer = std::make_unique<Library>(m_below, LibraryPolicy{}, clock);
        m_reader = std::make_unique<Library>(makeReadOnlyLayer(m_below, u"It is read-only."_s), LibraryPolicy{}, clock);
        QVERIFY(m_writer->publish(request("one"), {}));
    }

    void readsAsBefore()
    {
        QCOMPARE(m_reader->fetch({m_name, {}}, {})->content, QByteArray("one"));
        QCOMPARE(m_reader->list({}, true, {})->size(), size_t(1));
        QVERIFY(m_reader->history(m_name, {}));
        QVERIFY(m_reader->info().readOnly);
        QCOMPARE(m_reader->info().readOnlyReason, u"It is read-only."_s);
        QVERIFY(!m_writer->info().readOnly);
    }

    void refusesEveryChange()
    {
        const auto label = Label::parse(u"staging"_s).value();
        QVERIFY(isRefused(m_reader->publish(request("two"), {})));
        QVERIFY(isRefused(m_reader->remove(m_name, {}, {})));
        QVERIFY(isRefused(m_reader->setLabel(m_name, label, {}, true, {})));
        MetadataPatch patch;
        patch.description = u"other"_s;
        QVERIFY(isRefused(m_reader->updateMetadata({m_name, {}}, patch, {})));
        QVERIFY(isRefused(m_reader->capabilities().trash->purge(u"x"_s, {})));
        const QString id = m_writer->remove(m_name, {}, {})->trashId.value();
        QVERIFY(isRefused(m_reader->restoreFromTrash(id, {}, {})));
        QVERIFY(isRefused(m_reader->purge(id, {})));
        const Capabilities shown = m_reader->capabilities();
        QVERIFY(!shown.batches && !shown.renaming && !shown.inspection && !shown.upgrades && !shown.branches);
        QCOMPARE(m_writer->trash({})->size(), size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestReadOnly)
#include "test_read_only.moc"
