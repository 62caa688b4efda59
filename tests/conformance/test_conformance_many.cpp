// SPDX-License-Identifier: Apache-2.0
// Renaming, removing and purging many at once: each as if done alone, in order.
#include "conformance_test.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ConformanceMany : public ConformanceTest
{
    Q_OBJECT

private Q_SLOTS:
    void aFolderMoves();
    void renamesHappenInOrder();
    void renamesThatCannotBeFailAlone();
    void targetsThatCollideAreRefused();
    void aPromptThatIsAFolderMovesAmongOthers();
    void aStoppedRenamingLeavesTheRest();

    void promptsGoToTheTrash();
    void removalsThatCannotBeFailAlone();
    void aPromptNamedTwiceIsRemovedOnce();
    void whatLiesBelowARemovedPromptStays();

    void entriesAreDestroyed();
    void purgesThatCannotBeFailAlone();

private:
    using Renaming = RenamingStorage::Renaming;

    std::vector<Result<void>> rename(const std::vector<std::pair<QString, QString>> &pairs, std::stop_token stop = {})
    {
        std::vector<Renaming> renamings;
        for (const auto &[from, to] : pairs)
            renamings.push_back({makeName(from), makeName(to)});
        return can().renaming->renameMany(renamings, {}, std::move(stop));
    }
    std::vector<Result<RemovalReceipt>> remove(const QStringList &names)
    {
        std::vector<Name> all;
        for (const QString &name : names)
            all.push_back(makeName(name));
        return can().batches->removeMany(all, {}, {});
    }
    /// folder/p000 and so on; each third has a second version.
    void publishMany(const QString &folder, int count)
    {
        std::vector<Prompt> prompts;
        for (int i = 0; i < count; ++i) {
            const QString name = u"%1/p%2"_s.arg(folder).arg(i, 3, 10, QChar(u'0'));
            prompts.push_back(makePrompt(name, u"1.0.0", name.toUtf8()));
            if (i % 3 == 0)
                prompts.push_back(makePrompt(name, u"1.1.0", name.toUtf8() + " again"));
        }
        publishAll(prompts);
    }
};

void ConformanceMany::aFolderMoves()
{
    NEEDS(renaming);
    publishMany(u"old"_s, 70);
    point(u"old/p003", u"staging", u"1.0.0");
    std::vector<Renaming> renamings;
    for (int i = 0; i < 70; ++i) {
        const QString leaf = u"/p%1"_s.arg(i, 3, 10, QChar(u'0'));
        renamings.push_back({makeName(u"old"_s + leaf), makeName(u"new/place"_s + leaf)});
    }
    qint64 told = 0;
    const auto outcomes = can().renaming->renameMany(renamings,
                                                     [&](const Progress &progress) {
                                                         QVERIFY(progress.done >= told && progress.total == 70);
                                                         told = progress.done;
                                                     },
                                                     {});
    QCOMPARE(told, 70);
    QCOMPARE(outcomes.size(), 70u);
    for (const Result<void> &outcome : outcomes)
        VERIFY_OK(outcome);
    const QStringList names = namesIn(storage());
    QCOMPARE(names.size(), 70);
    QVERIFY(std::ranges::all_of(names, [](const QString &name) { return name.startsWith(u"new/place/"_s); }));
    QCOMPARE(versionsOf(storage(), u"new/place/p069"), u"1.0.0 1.1.0"_s);
    QCOMPARE(labelsOf(storage(), u"new/place/p003"), u"staging=1.0.0"_s);
    VERIFY_OK(storage().fetch(makeName(u"new/place/p003"), makeVersion(u"1.1.0"), {}));
    COMPARE_CODE(storage().fetch(makeName(u"old/p003"), makeVersion(u"1.1.0"), {}), ErrorCode::NotFound);
}

void ConformanceMany::renamesHappenInOrder()
{
    NEEDS(renaming);
    for (const auto *name : {u"a", u"b", u"c", u"d", u"e"})
        publish(QStringView(name), u"1.0.0");
    for (const Result<void> &outcome :
         rename({{u"e"_s, u"f"_s}, {u"d"_s, u"e"_s}, {u"c"_s, u"d"_s}, {u"b"_s, u"c"_s}, {u"a"_s, u"b"_s}}))
        VERIFY_OK(outcome);
    QCOMPARE(namesIn(storage()), (QStringList{u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s}));
    for (const Result<void> &outcome : rename({{u"b"_s, u"x"_s}, {u"x"_s, u"y"_s}, {u"y"_s, u"a"_s}, {u"c"_s, u"b"_s}}))
        VERIFY_OK(outcome);
    QCOMPARE(namesIn(storage()), (QStringList{u"a"_s, u"b"_s, u"d"_s, u"e"_s, u"f"_s}));
}

void ConformanceMany::renamesThatCannotBeFailAlone()
{
    NEEDS(renaming);
    publishMany(u"old"_s, 5);
    publish(makePrompt(u"new/p001", u"1.0.0", "another"));
    const auto outcomes = rename({{u"old/p000"_s, u"new/p000"_s},
                                  {u"old/p001"_s, u"new/p001"_s},
                                  {u"old/nothing"_s, u"new/nothing"_s},
                                  {u"old/p002"_s, u"old/p002"_s},
                                  {u"old/p003"_s, u"new/p003"_s},
                                  {u"old/p004"_s, u"new/p004"_s}});
    VERIFY_OK(outcomes[0]);
    COMPARE_CODE(outcomes[1], ErrorCode::AlreadyExists);
    COMPARE_CODE(outcomes[2], ErrorCode::NotFound);
    COMPARE_CODE(outcomes[3], ErrorCode::Invalid);
    VERIFY_OK(outcomes[4]);
    VERIFY_OK(outcomes[5]);
    QCOMPARE(namesIn(storage()),
             (QStringList{u"new/p000"_s, u"new/p001"_s, u"new/p003"_s, u"new/p004"_s, u"old/p001"_s, u"old/p002"_s}));
}

void ConformanceMany::targetsThatCollideAreRefused()
{
    NEEDS(renaming);
    publishMany(u"old"_s, 5);
    const auto outcomes = rename({{u"old/p000"_s, u"new/one"_s},
                                  {u"old/p001"_s, u"new/One"_s},
                                  {u"old/p002"_s, u"new/one"_s},
                                  {u"old/p003"_s, u"New/three"_s},
                                  {u"old/p004"_s, u"new/one/below"_s}});
    VERIFY_OK(outcomes[0]);
    COMPARE_CODE(outcomes[1], ErrorCode::AlreadyExists);
    COMPARE_CODE(outcomes[2], ErrorCode::AlreadyExists);
    COMPARE_CODE(outcomes[3], ErrorCode::AlreadyExists);
    VERIFY_OK(outcomes[4]);
    QCOMPARE(namesIn(storage()),
             (QStringList{u"new/one"_s, u"new/one/below"_s, u"old/p001"_s, u"old/p002"_s, u"old/p003"_s}));
}

void ConformanceMany::aPromptThatIsAFolderMovesAmongOthers()
{
    NEEDS(renaming);
    for (const auto *name : {u"a", u"a/b", u"a/b/c", u"a/d", u"a/e"})
        publish(QStringView(name), u"1.0.0");
    for (const Result<void> &outcome : rename({{u"a"_s, u"z"_s},
                                               {u"a/b"_s, u"z/b"_s},
                                               {u"a/d"_s, u"z/d"_s},
                                               {u"a/e"_s, u"z/e"_s},
                                               {u"a/b/c"_s, u"z/b/c"_s}}))
        VERIFY_OK(outcome);
    QCOMPARE(namesIn(storage()), (QStringList{u"z"_s, u"z/b"_s, u"z/b/c"_s, u"z/d"_s, u"z/e"_s}));
}

void ConformanceMany::aStoppedRenamingLeavesTheRest()
{
    NEEDS(renaming);
    publishMany(u"old"_s, 6);
    std::vector<std::pair<QString, QString>> pairs;
    for (int i = 0; i < 6; ++i)
        pairs.emplace_back(u"old/p00%1"_s.arg(i), u"new/p00%1"_s.arg(i));
    for (const Result<void> &outcome : rename(pairs, stopped()))
        COMPARE_CODE(outcome, ErrorCode::Cancelled);
    QCOMPARE(namesIn(storage()).size(), 6);
    QCOMPARE(namesIn(storage()).first(), u"old/p000"_s);
}

void ConformanceMany::promptsGoToTheTrash()
{
    NEEDS(batches);
    NEEDS(trash);
    publishMany(u"old"_s, 70);
    publish(u"kept", u"1.0.0");
    point(u"old/p003", u"staging", u"1.0.0");
    QStringList names = namesIn(storage());
    names.removeAll(u"kept"_s);
    const auto receipts = remove(names);
    QCOMPARE(receipts.size(), 70u);
    QSet<QString> ids;
    for (const auto &receipt : receipts) {
        VERIFY_OK(receipt);
        ids.insert(receipt->trashId.value());
    }
    QCOMPARE(ids.size(), 70);
    QCOMPARE(namesIn(storage()), QStringList(u"kept"_s));
    QCOMPARE(can().trash->trash({})->size(), 70u);
    VERIFY_OK(can().trash->restore(*receipts[3]->trashId, {}, {}));
    QCOMPARE(versionsOf(storage(), u"old/p003"), u"1.0.0 1.1.0"_s);
    QCOMPARE(labelsOf(storage(), u"old/p003"), u"staging=1.0.0"_s);
}

void ConformanceMany::removalsThatCannotBeFailAlone()
{
    NEEDS(batches);
    publishMany(u"old"_s, 5);
    const auto receipts =
        remove({u"old/p000"_s, u"old/missing"_s, u"old"_s, u"old/p001"_s, u"old/p002"_s, u"old/p003"_s});
    VERIFY_OK(receipts[0]);
    COMPARE_CODE(receipts[1], ErrorCode::NotFound);
    COMPARE_CODE(receipts[2], ErrorCode::NotFound);
    for (size_t i = 3; i < 6; ++i)
        VERIFY_OK(receipts[i]);
    QCOMPARE(namesIn(storage()), QStringList(u"old/p004"_s));
}

void ConformanceMany::aPromptNamedTwiceIsRemovedOnce()
{
    NEEDS(batches);
    publishMany(u"old"_s, 4);
    // The first that names it, whichever of them are carried out together.
    const auto receipts = remove({u"old/p000"_s, u"old/p001"_s, u"old/p000"_s, u"old/p000"_s, u"old/p002"_s,
                                  u"old/p000"_s, u"old/p001"_s, u"old/p000"_s});
    for (const size_t i : {0UZ, 1UZ, 4UZ})
        VERIFY_OK(receipts[i]);
    for (const size_t i : {2UZ, 3UZ, 5UZ, 6UZ, 7UZ})
        COMPARE_CODE(receipts[i], ErrorCode::NotFound);
    QCOMPARE(namesIn(storage()), QStringList(u"old/p003"_s));
}

void ConformanceMany::whatLiesBelowARemovedPromptStays()
{
    NEEDS(batches);
    for (const auto *name : {u"a", u"a/b", u"c", u"d", u"e"})
        publish(QStringView(name), u"1.0.0");
    for (const auto &receipt : remove({u"c"_s, u"a"_s, u"d"_s, u"e"_s}))
        VERIFY_OK(receipt);
    QCOMPARE(namesIn(storage()), QStringList(u"a/b"_s));
}

void ConformanceMany::entriesAreDestroyed()
{
    NEEDS(batches);
    NEEDS(trash);
    publishMany(u"old"_s, 20);
    std::vector<QString> ids;
    for (const auto &receipt : remove(namesIn(storage())))
        ids.push_back(receipt->trashId.value());
    const QString kept = ids.back();
    ids.pop_back();
    for (const Result<void> &outcome : can().trash->purgeMany(ids, {}, {}))
        VERIFY_OK(outcome);
    const auto left = can().trash->trash({});
    QCOMPARE(left->size(), 1u);
    QCOMPARE(left->front().id, kept);
}

void ConformanceMany::purgesThatCannotBeFailAlone()
{
    NEEDS(batches);
    NEEDS(trash);
    publishMany(u"old"_s, 2);
    const auto receipts = remove(namesIn(storage()));
    const std::vector<QString> ids{*receipts[0]->trashId, u"nothing"_s, u"../prompts"_s, *receipts[0]->trashId,
                                   *receipts[1]->trashId};
    const auto outcomes = can().trash->purgeMany(ids, {}, {});
    VERIFY_OK(outcomes[0]);
    for (const size_t bad : {1u, 2u, 3u})
        COMPARE_CODE(outcomes[bad], ErrorCode::NotFound);
    VERIFY_OK(outcomes[4]);
    QVERIFY(can().trash->trash({})->empty());
}

QTEST_APPLESS_MAIN(ConformanceMany)
#include "test_conformance_many.moc"
