/** Offers and bids: terms made by the service's own template, signed by the supplier, and made known. */

import { keccak256, stringToHex } from "viem";
import { carryOut, relay } from "~/acting/carrying";
import { review, type TypedData } from "~/acting/reviewing";
import { api, told, type Schema } from "~/api/client";
import { decimal } from "~/format/amounts";
import { periodNumber } from "~/format/periods";
import type { Company } from "~/api/asking";

const ANYONE = `0x${"0".repeat(40)}`;

export interface Service {
  readonly supplier: Schema["Party"];
  readonly client: Schema["Party"] | null;
  /** A period, in minor units. */
  readonly fee: string;
  readonly first: string;
  readonly periods: number;
  readonly times: number;
  /** Unix seconds. */
  readonly deadline: number;
}

/** The offer as it is known then; null if its supplier did not sign. */
export async function makeOffer(of: Service, company: Company): Promise<Schema["OfferView"] | null> {
  const { terms, sentence } = await worded(of, company);
  const acceptor = of.client?.address ?? ANYONE;
  const open = { ...terms, parties: [ANYONE, of.supplier.address], firstPeriod: 0 };
  const asked = await told(
    api.POST("/api/v1/typed-data/{verb}", {
      params: { path: { verb: "offer" } },
      body: {
        contract: "ServiceAgreements",
        arguments: { terms: open, acceptor, times: of.times },
        enterprise: null,
        sentence,
        deadline: of.deadline,
      },
    }),
  );
  const signature = await review({
    typedData: asked.typed_data as unknown as TypedData,
    digest: asked.digest,
    sentence,
  });
  if (signature === null) return null;
  const body = { terms: open, sentence, acceptor: of.client?.address ?? null, times: of.times };
  return told(api.POST("/api/v1/offers", { body: { ...body, deadline: asked.deadline, signature } }));
}

/** Terms and their sentence, as the service's template for services makes them. */
async function worded(of: Service, company: Company): Promise<Schema["PreviewView"]> {
  const client = of.client ?? (of.supplier.address === company.platform.address ? company.clearing : company.platform);
  const parties = {
    client: { address: client.address, name: of.client ? of.client.name : "Whoever accepts" },
    supplier: { address: of.supplier.address, name: of.supplier.name },
  };
  const id = `offer-${keccak256(stringToHex(crypto.randomUUID())).slice(2, 14)}`;
  const fee = decimal(of.fee, company.token.decimals);
  const entry = { id, client: "client", supplier: "supplier", fee, from: of.first, periods: of.periods };
  return told(api.POST("/api/v1/previews", { body: { template: { kind: "service", entry, parties }, amends: false } }));
}

/** The tender as it was published, with its salt: whoever bids, awards or withdraws names all of it. */
export async function publishedTender(of: Schema["TenderPage"]): Promise<Record<string, unknown>> {
  const { transaction } = of.published;
  const query = { transaction, name: "TenderPublished" };
  const found = await told(api.GET("/api/v1/book/events", { params: { query } }));
  const event = found.items.find((each) => each.args["tender"] === of.tender);
  if (!event) throw new Error(of.tender);
  return event.args["terms"] as Record<string, unknown>;
}

/** Signs an offer to the tender's client, and then the bid that names it. */
export async function bid(of: Schema["TenderPage"], supplier: Schema["Party"], price: string, company: Company) {
  const periods = (periodNumber(of.last_period) ?? 0) - (periodNumber(of.first_period) ?? 0) + 1;
  // It can be accepted for as long again as bidding takes, and a month at the least.
  const deadline = of.closes_at + Math.max(of.closes_at - of.published.time, 30 * 86_400);
  const service = { supplier, client: of.client, fee: price, first: of.first_period, periods, times: 1, deadline };
  const offer = await makeOffer(service, company);
  if (!offer) return null;
  const answer = { supplier: supplier.address, offer: offer.hash, price };
  const tender = await publishedTender(of);
  return carryOut({ contract: "Tenders", verb: "bid", arguments: { tender, answer } });
}

/** Accepts an offer as a client, from a period on; the offer as it was, what it became and how it was relayed. */
export async function accept(hash: string, client: string, from: string) {
  const params = { path: { offer: hash } };
  const asked = await told(api.POST("/api/v1/offers/{offer}/accept", { params, body: { client, from } }));
  const { sentence, deadline } = asked;
  const signature = await review({
    typedData: asked.typed_data as unknown as TypedData,
    digest: asked.digest,
    sentence,
  });
  if (signature === null) return null;
  const body = { client, from, deadline, signature };
  const { ready, terms } = await told(api.POST("/api/v1/offers/{offer}/accept", { params, body }));
  if (!ready) return null;
  if (ready.refused) throw new Error(ready.refused);
  return { agreement: asked.agreement, terms, relayed: await relay(ready.call) };
}

/** Accepts the winner's offer, and notes the award, which needs no further signature. */
export async function award(of: Schema["TenderPage"], offer: string) {
  const accepted = await accept(offer, of.client.address, of.first_period);
  if (!accepted || accepted.relayed.error) return accepted?.relayed ?? null;
  const found = await told(api.GET("/api/v1/offers/{offer}", { params: { path: { offer } } }));
  const form = { acceptor: found.acceptor ?? ANYONE, times: found.times, salt: found.terms["salt"] };
  const tender = await publishedTender(of);
  const said = { sentence: keccak256(stringToHex(found.sentence)), deadline: String(found.deadline) };
  const given = { tender, terms: accepted.terms, offer: form, ...said };
  return relay({ contract: "Tenders", verb: "award", arguments: given });
}
