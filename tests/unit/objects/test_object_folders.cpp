// SPDX-License-Identifier: Apache-2.0
// Where folders are things of their own, one that is removed goes with all that is in it by then.
#include "object_doubts.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ObjectFolders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsPublishedIntoAFolderThatMayYetGo();
    void aFolderThatStaysHoldsUpNobody();
    void whatWentWithAFolderIsSentAgain();
};

namespace {

constexpr int claims = 2; // of objectModes()

ObjectFate removing(ObjectFate fate, const ObjectCall &call)
{
    return call.kind == ObjectCall::Kind::Unclaim ? fate : ObjectFate::Happens;
}

QString removeSecond(Storage &storage)
{
    return codeOf(storage.remove(makeName(u"a"), makeVersion(u"1.1.0"), {}));
}

QString storeSecond(Storage &storage)
{
    return codeOf(storage.store(makePrompt(makeName(u"a"), makeVersion(u"1.1.0"), "another text"), {}));
}

} // namespace

void ObjectFolders::nothingIsPublishedIntoAFolderThatMayYetGo()
{
    Scene scene(claims);
    bool isSent = false;
    const auto fate = [&](const ObjectCall &call) {
        isSent = isSent || call.kind == ObjectCall::Kind::Unclaim;
        return removing(ObjectFate::Late, call);
    };
    QCOMPARE(scene.directed(fate, [&] { return removeSecond(scene.unlucky()); }), u"ok"_s);
    QVERIFY(isSent);
    QCOMPARE(storeSecond(scene.other()), u"unavailable"_s);
    scene.server().release();
    scene.letTheLeaseRunOut();
    QCOMPARE(storeSecond(scene.other()), u"ok"_s);
    QCOMPARE(contentOf(scene.other(), u"a", u"1.1.0"), u"another text"_s);
}

void ObjectFolders::aFolderThatStaysHoldsUpNobody()
{
    Scene scene(claims);
    const auto fate = [](const ObjectCall &call) { return removing(ObjectFate::Fails, call); };
    QCOMPARE(scene.directed(fate, [&] { return removeSecond(scene.unlucky()); }), u"ok"_s);
    QCOMPARE(storeSecond(scene.other()), u"ok"_s);
    QCOMPARE(scene.waits(), 0);
}

// A content that takes long is sent before anything is held: whoever removes the version at that time, and finds the
// folder empty, does not know of it.
void ObjectFolders::whatWentWithAFolderIsSentAgain()
{
    Scene scene(claims);
    ObjectServer &server = scene.server();
    QString gone;
    const auto fate = [&](const ObjectCall &call) {
        if (call.kind != ObjectCall::Kind::Put || !call.key.startsWith("locks/"_L1) || !gone.isEmpty())
            return ObjectFate::Happens;
        for (const auto &[key, bytes] : server.objects()) {
            if (key.startsWith("prompts/a/5.0.0/"_L1))
                gone = key;
        }
        server.erase(gone);
        return ObjectFate::Happens;
    };
    const QByteArray content(2 * 1024 * 1024, 'x');
    const auto store = [&] {
        return codeOf(scene.other().store(makePrompt(makeName(u"a"), makeVersion(u"5.0.0"), content), {}));
    };
    QCOMPARE(scene.directed(fate, store), u"ok"_s);
    QVERIFY(gone.contains("/content-"_L1));
    QCOMPARE(contentOf(scene.other(), u"a", u"5.0.0").size(), content.size());
    QCOMPARE(findingsIn(scene.other()), QString());
}

QTEST_GUILESS_MAIN(ObjectFolders)
#include "test_object_folders.moc"
