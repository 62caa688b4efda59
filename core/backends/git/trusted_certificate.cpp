// SPDX-License-Identifier: Apache-2.0
#include "trusted_certificate.h"

#include "libgit.h"

#include <memory>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

using namespace Qt::StringLiterals;

namespace pulse::git {
QString certificateFlaw(QByteArrayView der, const QString &host, const QString &authorities)
{
    const auto *at = reinterpret_cast<const unsigned char *>(der.data());
    const std::unique_ptr<X509, Freeing<X509_free>> certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    if (!certificate)
        return u"it cannot be read"_s;
    if (authorities.isEmpty())
        return u"no authority that this system knows vouches for it, or its date or name is wrong"_s;
    const std::unique_ptr<X509_STORE, Freeing<X509_STORE_free>> store(X509_STORE_new());
    const std::unique_ptr<X509_STORE_CTX, Freeing<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
    if (!store || !context || X509_STORE_load_file(store.get(), authorities.toUtf8().constData()) != 1) {
        ERR_clear_error();
        return u"the file of authorities “%1” cannot be read"_s.arg(authorities);
    }
    X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
    if (X509_STORE_CTX_init(context.get(), store.get(), certificate.get(), nullptr) != 1)
        return u"it cannot be checked"_s;
    X509_VERIFY_PARAM *rules = X509_STORE_CTX_get0_param(context.get());
    X509_STORE_CTX_set_default(context.get(), "ssl_server");
    const QByteArray name = host.toUtf8();
    if (X509_VERIFY_PARAM_set1_ip_asc(rules, name.constData()) != 1 &&
        X509_VERIFY_PARAM_set1_host(rules, name.constData(), static_cast<size_t>(name.size())) != 1)
        return u"its name cannot be checked"_s;
    if (X509_verify_cert(context.get()) == 1)
        return {};
    const int error = X509_STORE_CTX_get_error(context.get());
    ERR_clear_error();
    return QString::fromUtf8(X509_verify_cert_error_string(error));
}

} // namespace pulse::git
