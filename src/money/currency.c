/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ISO 4217: the active codes by their number of decimals. Codes without a
 * minor unit (metals, fund and test codes) are not money here. ANG and BGN,
 * withdrawn in 2025 and 2026, stay: ledgers still hold them.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "money/money.h"

/* Each code is three letters and a blank; in each text they are sorted. */
static const struct {
	int decimals;
	const char *codes;
} exponents[] = {
	{ 2, "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND "
	    "BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU "
	    "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
	    "GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR "
	    "KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU "
	    "MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK "
	    "PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS "
	    "SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD "
	    "USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG " },
	{ 0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF "
	    "XPF " },
	{ 3, "BHD IQD JOD KWD LYD OMR TND " },
	{ 4, "CLF UYW " },
};

static int
compare_codes(const void *a, const void *b)
{
	return memcmp(a, b, 3);
}

int
money_exponent(const char *currency)
{
	size_t i;

	if (strlen(currency) != 3)
		return -1;
	for (i = 0; i < sizeof exponents / sizeof *exponents; i++)
		if (bsearch(currency, exponents[i].codes,
		    strlen(exponents[i].codes) / 4, 4, compare_codes) != NULL)
			return exponents[i].decimals;
	return -1;
}
